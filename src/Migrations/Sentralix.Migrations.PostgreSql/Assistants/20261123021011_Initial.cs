using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Assistants
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "assistants");

            migrationBuilder.CreateTable(
                name: "assistant",
                schema: "assistants",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    latest_version = table.Column<int>(type: "integer", nullable: true),
                    rev = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assistant", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "change",
                schema: "assistants",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_change", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_records",
                schema: "assistants",
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
                name: "work_items",
                schema: "assistants",
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
                name: "assistant_version",
                schema: "assistants",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    assistant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    configuration = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    content_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    author = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assistant_version", x => new { x.tenant_id, x.assistant_id, x.version });
                    table.ForeignKey(
                        name: "fk_assistant_version_assistant_tenant_id_assistant_id",
                        columns: x => new { x.tenant_id, x.assistant_id },
                        principalSchema: "assistants",
                        principalTable: "assistant",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "binding",
                schema: "assistants",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    connection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    assistant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    environment = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_binding", x => new { x.tenant_id, x.connection });
                    table.ForeignKey(
                        name: "fk_binding_assistant_tenant_id_assistant_id",
                        columns: x => new { x.tenant_id, x.assistant_id },
                        principalSchema: "assistants",
                        principalTable: "assistant",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "draft",
                schema: "assistants",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    assistant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    configuration = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    rev = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_draft", x => new { x.tenant_id, x.assistant_id });
                    table.ForeignKey(
                        name: "fk_draft_assistant_tenant_id_assistant_id",
                        columns: x => new { x.tenant_id, x.assistant_id },
                        principalSchema: "assistants",
                        principalTable: "assistant",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "release",
                schema: "assistants",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    assistant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_release", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_release_assistant_version_tenant_id_assistant_id_version",
                        columns: x => new { x.tenant_id, x.assistant_id, x.version },
                        principalSchema: "assistants",
                        principalTable: "assistant_version",
                        principalColumns: new[] { "tenant_id", "assistant_id", "version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_binding_tenant_id_assistant_id",
                schema: "assistants",
                table: "binding",
                columns: new[] { "tenant_id", "assistant_id" });

            migrationBuilder.CreateIndex(
                name: "ix_release_one_active",
                schema: "assistants",
                table: "release",
                columns: new[] { "tenant_id", "assistant_id", "environment" },
                unique: true,
                filter: "active");

            migrationBuilder.CreateIndex(
                name: "ix_release_tenant_id_assistant_id_number",
                schema: "assistants",
                table: "release",
                columns: new[] { "tenant_id", "assistant_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_release_tenant_id_assistant_id_version",
                schema: "assistants",
                table: "release",
                columns: new[] { "tenant_id", "assistant_id", "version" });

            migrationBuilder.CreateIndex(
                name: "ix_work_items_ordering_key_id",
                schema: "assistants",
                table: "work_items",
                columns: new[] { "ordering_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_items_state_due_at",
                schema: "assistants",
                table: "work_items",
                columns: new[] { "state", "due_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "binding",
                schema: "assistants");

            migrationBuilder.DropTable(
                name: "change",
                schema: "assistants");

            migrationBuilder.DropTable(
                name: "draft",
                schema: "assistants");

            migrationBuilder.DropTable(
                name: "idempotency_records",
                schema: "assistants");

            migrationBuilder.DropTable(
                name: "release",
                schema: "assistants");

            migrationBuilder.DropTable(
                name: "work_items",
                schema: "assistants");

            migrationBuilder.DropTable(
                name: "assistant_version",
                schema: "assistants");

            migrationBuilder.DropTable(
                name: "assistant",
                schema: "assistants");
        }
    }
}
