using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Avito
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "avito");

            migrationBuilder.CreateTable(
                name: "buttons",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    token = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    label = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_buttons", x => new { x.tenant_id, x.token });
                });

            migrationBuilder.CreateTable(
                name: "connections",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    transport = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    evidence = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    identity = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    identity_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    claimed_identity = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    settings = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    secrets = table.Column<byte[]>(type: "bytea", nullable: false),
                    secret_hints = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hook_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    old_hook_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    old_hook_secret_until = table.Column<long>(type: "bigint", nullable: true),
                    position = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    last_event_at = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    rev = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connections", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "heard",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    channel_message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_heard", x => new { x.tenant_id, x.conversation_id, x.channel_message_id });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_records",
                schema: "avito",
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
                name: "media",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    connection_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unique = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    file_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_media", x => new { x.tenant_id, x.connection_id, x.unique });
                });

            migrationBuilder.CreateTable(
                name: "outbound",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    connection_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    thread = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    on_uncertain = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    degraded = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    segments = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbound", x => new { x.tenant_id, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "threads",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    connection_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    thread = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    held_under = table.Column<long>(type: "bigint", nullable: true),
                    moved_to = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_threads", x => new { x.tenant_id, x.connection_id, x.thread });
                });

            migrationBuilder.CreateTable(
                name: "updates",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    connection_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    thread = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    done = table.Column<bool>(type: "boolean", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_updates", x => new { x.tenant_id, x.connection_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "work_items",
                schema: "avito",
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
                name: "segments",
                schema: "avito",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<int>(type: "integer", nullable: false),
                    conversation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    content = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    channel_message_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    begun_at = table.Column<long>(type: "bigint", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_segments", x => new { x.tenant_id, x.message_id, x.number });
                    table.ForeignKey(
                        name: "fk_segments_outbound_tenant_id_message_id",
                        columns: x => new { x.tenant_id, x.message_id },
                        principalSchema: "avito",
                        principalTable: "outbound",
                        principalColumns: new[] { "tenant_id", "message_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_connections_claimed_identity",
                schema: "avito",
                table: "connections",
                column: "claimed_identity",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_connections_id",
                schema: "avito",
                table: "connections",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbound_tenant_id_conversation_id_message_id",
                schema: "avito",
                table: "outbound",
                columns: new[] { "tenant_id", "conversation_id", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_segments_tenant_id_conversation_id_channel_message_id",
                schema: "avito",
                table: "segments",
                columns: new[] { "tenant_id", "conversation_id", "channel_message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_segments_tenant_id_status_message_id",
                schema: "avito",
                table: "segments",
                columns: new[] { "tenant_id", "status", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_threads_tenant_id_conversation_id",
                schema: "avito",
                table: "threads",
                columns: new[] { "tenant_id", "conversation_id" });

            migrationBuilder.CreateIndex(
                name: "ix_updates_received_at",
                schema: "avito",
                table: "updates",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_updates_tenant_id_connection_id_group",
                schema: "avito",
                table: "updates",
                columns: new[] { "tenant_id", "connection_id", "group" });

            migrationBuilder.CreateIndex(
                name: "ix_work_items_ordering_key_id",
                schema: "avito",
                table: "work_items",
                columns: new[] { "ordering_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_items_state_due_at",
                schema: "avito",
                table: "work_items",
                columns: new[] { "state", "due_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "buttons",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "connections",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "heard",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "idempotency_records",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "media",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "segments",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "threads",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "updates",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "work_items",
                schema: "avito");

            migrationBuilder.DropTable(
                name: "outbound",
                schema: "avito");
        }
    }
}
