using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.JivoSite
{
    /// <inheritdoc />
    public partial class Messengers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_updates_received_at",
                schema: "jivosite",
                table: "updates");

            migrationBuilder.DropIndex(
                name: "ix_outbound_tenant_id_conversation_id_message_id",
                schema: "jivosite",
                table: "outbound");

            migrationBuilder.AlterColumn<byte[]>(
                name: "body",
                schema: "jivosite",
                table: "updates",
                type: "bytea",
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "bytea");

            migrationBuilder.AddColumn<string>(
                name: "client",
                schema: "jivosite",
                table: "threads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "nameless",
                schema: "jivosite",
                table: "threads",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "swept_at",
                schema: "jivosite",
                table: "outbound",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "sandbox",
                schema: "jivosite",
                table: "connections",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "answer_within_ms",
                schema: "jivosite",
                table: "buttons",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "place",
                schema: "jivosite",
                table: "buttons",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "commands",
                schema: "jivosite",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    command_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false),
                    connection_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    wanted = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    degraded = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_commands", x => new { x.tenant_id, x.conversation_id, x.command_id });
                });

            migrationBuilder.CreateTable(
                name: "presses",
                schema: "jivosite",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    press_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    connection_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    callback = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    answered = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_presses", x => new { x.tenant_id, x.press_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_updates_received_at",
                schema: "jivosite",
                table: "updates",
                column: "received_at",
                filter: "body IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_created_at",
                schema: "jivosite",
                table: "outbound",
                column: "created_at",
                filter: "swept_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_tenant_id_conversation_id_created_at",
                schema: "jivosite",
                table: "outbound",
                columns: new[] { "tenant_id", "conversation_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_media_created_at",
                schema: "jivosite",
                table: "media",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_buttons_created_at",
                schema: "jivosite",
                table: "buttons",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_buttons_tenant_id_message_id_place",
                schema: "jivosite",
                table: "buttons",
                columns: new[] { "tenant_id", "message_id", "place" });

            migrationBuilder.CreateIndex(
                name: "ix_commands_tenant_id_message_id",
                schema: "jivosite",
                table: "commands",
                columns: new[] { "tenant_id", "message_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "commands",
                schema: "jivosite");

            migrationBuilder.DropTable(
                name: "presses",
                schema: "jivosite");

            migrationBuilder.DropIndex(
                name: "ix_updates_received_at",
                schema: "jivosite",
                table: "updates");

            migrationBuilder.DropIndex(
                name: "ix_outbound_created_at",
                schema: "jivosite",
                table: "outbound");

            migrationBuilder.DropIndex(
                name: "ix_outbound_tenant_id_conversation_id_created_at",
                schema: "jivosite",
                table: "outbound");

            migrationBuilder.DropIndex(
                name: "ix_media_created_at",
                schema: "jivosite",
                table: "media");

            migrationBuilder.DropIndex(
                name: "ix_buttons_created_at",
                schema: "jivosite",
                table: "buttons");

            migrationBuilder.DropIndex(
                name: "ix_buttons_tenant_id_message_id_place",
                schema: "jivosite",
                table: "buttons");

            migrationBuilder.DropColumn(
                name: "client",
                schema: "jivosite",
                table: "threads");

            migrationBuilder.DropColumn(
                name: "nameless",
                schema: "jivosite",
                table: "threads");

            migrationBuilder.DropColumn(
                name: "swept_at",
                schema: "jivosite",
                table: "outbound");

            migrationBuilder.DropColumn(
                name: "sandbox",
                schema: "jivosite",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "answer_within_ms",
                schema: "jivosite",
                table: "buttons");

            migrationBuilder.DropColumn(
                name: "place",
                schema: "jivosite",
                table: "buttons");

            migrationBuilder.AlterColumn<byte[]>(
                name: "body",
                schema: "jivosite",
                table: "updates",
                type: "bytea",
                nullable: false,
                defaultValue: new byte[0],
                oldClrType: typeof(byte[]),
                oldType: "bytea",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_updates_received_at",
                schema: "jivosite",
                table: "updates",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_tenant_id_conversation_id_message_id",
                schema: "jivosite",
                table: "outbound",
                columns: new[] { "tenant_id", "conversation_id", "message_id" });
        }
    }
}
