using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Llm
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "llm");

            migrationBuilder.CreateTable(
                name: "attempt",
                schema: "llm",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    call_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    settled_seq = table.Column<long>(type: "bigint", nullable: true),
                    process = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    operation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    upstream_model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    outcome = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    stream = table.Column<bool>(type: "boolean", nullable: false),
                    input = table.Column<long>(type: "bigint", nullable: false),
                    cache_read = table.Column<long>(type: "bigint", nullable: false),
                    cache_write = table.Column<long>(type: "bigint", nullable: false),
                    cache_write_hour = table.Column<long>(type: "bigint", nullable: false),
                    output = table.Column<long>(type: "bigint", nullable: false),
                    reasoning = table.Column<long>(type: "bigint", nullable: false),
                    audio_in = table.Column<long>(type: "bigint", nullable: false),
                    audio_out = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    cost = table.Column<long>(type: "bigint", nullable: true),
                    vat = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    price_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    first_byte_microseconds = table.Column<long>(type: "bigint", nullable: true),
                    duration_microseconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attempt", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "budget",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    limit_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    period = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    starts = table.Column<long>(type: "bigint", nullable: false),
                    spent = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget", x => new { x.tenant_id, x.limit_id, x.period, x.starts });
                });

            migrationBuilder.CreateTable(
                name: "budget_hold",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    limit_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    period = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    starts = table.Column<long>(type: "bigint", nullable: false),
                    process = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_hold", x => new { x.tenant_id, x.limit_id, x.period, x.starts, x.process });
                });

            migrationBuilder.CreateTable(
                name: "cached_answer",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    form = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cached_answer", x => new { x.tenant_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_records",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    route = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fingerprint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    runner = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    running_until = table.Column<long>(type: "bigint", nullable: true),
                    answer = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    refusal = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_records", x => new { x.tenant_id, x.actor, x.route, x.key });
                });

            migrationBuilder.CreateTable(
                name: "limit",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    for_tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    currency = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    rev = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_limit", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "price",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    valid_from = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "process",
                schema: "llm",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    seen_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_process", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "provider",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    base_url = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    residency = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    settings = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ca_bundle_pem = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    proxy_url = table.Column<byte[]>(type: "bytea", nullable: true),
                    max_concurrency = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    rev = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "route",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    rev = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_route", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "work_items",
                schema: "llm",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ordering_key = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    payload = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    trace_parent = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lease_until = table.Column<long>(type: "bigint", nullable: true),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_items", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "provider_key",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    hint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    weight = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    rotated_at = table.Column<long>(type: "bigint", nullable: false),
                    rev = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_key", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_provider_key_provider_tenant_id_provider_id",
                        columns: x => new { x.tenant_id, x.provider_id },
                        principalSchema: "llm",
                        principalTable: "provider",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_attempt_process",
                schema: "llm",
                table: "attempt",
                column: "process",
                filter: "settled_seq IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_attempt_settled_seq",
                schema: "llm",
                table: "attempt",
                column: "settled_seq",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_attempt_tenant_id_at",
                schema: "llm",
                table: "attempt",
                columns: new[] { "tenant_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_attempt_tenant_id_settled_seq",
                schema: "llm",
                table: "attempt",
                columns: new[] { "tenant_id", "settled_seq" });

            migrationBuilder.CreateIndex(
                name: "ix_budget_hold_process",
                schema: "llm",
                table: "budget_hold",
                column: "process");

            migrationBuilder.CreateIndex(
                name: "ix_cached_answer_expires_at",
                schema: "llm",
                table: "cached_answer",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_cached_answer_tenant_id_created_at_key_size",
                schema: "llm",
                table: "cached_answer",
                columns: new[] { "tenant_id", "created_at", "key", "size" });

            migrationBuilder.CreateIndex(
                name: "ix_limit_tenant_id_for_tenant_key_model",
                schema: "llm",
                table: "limit",
                columns: new[] { "tenant_id", "for_tenant", "key", "model" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_price_tenant_id_provider_model_valid_from",
                schema: "llm",
                table: "price",
                columns: new[] { "tenant_id", "provider", "model", "valid_from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provider_tenant_id_name",
                schema: "llm",
                table: "provider",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provider_key_tenant_id_provider_id",
                schema: "llm",
                table: "provider_key",
                columns: new[] { "tenant_id", "provider_id" });

            migrationBuilder.CreateIndex(
                name: "ix_route_tenant_id_model",
                schema: "llm",
                table: "route",
                columns: new[] { "tenant_id", "model" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_work_items_ordering_key_id",
                schema: "llm",
                table: "work_items",
                columns: new[] { "ordering_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_items_state_kind_due_at_id",
                schema: "llm",
                table: "work_items",
                columns: new[] { "state", "kind", "due_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attempt",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "budget",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "budget_hold",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "cached_answer",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "idempotency_records",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "limit",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "price",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "process",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "provider_key",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "route",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "work_items",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "provider",
                schema: "llm");
        }
    }
}
