using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sentralix.Migrations.Sqlite.Max
{
    /// <inheritdoc />
    public partial class Messengers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_updates_received_at",
                table: "updates");

            migrationBuilder.DropIndex(
                name: "ix_outbound_tenant_id_conversation_id_message_id",
                table: "outbound");

            migrationBuilder.AlterColumn<byte[]>(
                name: "body",
                table: "updates",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB");

            migrationBuilder.AddColumn<string>(
                name: "client",
                table: "threads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "nameless",
                table: "threads",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "swept_at",
                table: "outbound",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "sandbox",
                table: "connections",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "answer_within_ms",
                table: "buttons",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "place",
                table: "buttons",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "commands",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: false),
                    command_id = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    connection_id = table.Column<string>(type: "TEXT", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: true),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    wanted = table.Column<string>(type: "TEXT", nullable: false),
                    degraded = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_commands", x => new { x.tenant_id, x.conversation_id, x.command_id });
                });

            migrationBuilder.CreateTable(
                name: "presses",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    press_id = table.Column<string>(type: "TEXT", nullable: false),
                    connection_id = table.Column<string>(type: "TEXT", nullable: false),
                    callback = table.Column<string>(type: "TEXT", nullable: false),
                    answered = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_presses", x => new { x.tenant_id, x.press_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_updates_received_at",
                table: "updates",
                column: "received_at",
                filter: "body IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_created_at",
                table: "outbound",
                column: "created_at",
                filter: "swept_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_tenant_id_conversation_id_created_at",
                table: "outbound",
                columns: new[] { "tenant_id", "conversation_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_media_created_at",
                table: "media",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_buttons_created_at",
                table: "buttons",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_buttons_tenant_id_message_id_place",
                table: "buttons",
                columns: new[] { "tenant_id", "message_id", "place" });

            migrationBuilder.CreateIndex(
                name: "ix_commands_tenant_id_message_id",
                table: "commands",
                columns: new[] { "tenant_id", "message_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "commands");

            migrationBuilder.DropTable(
                name: "presses");

            migrationBuilder.DropIndex(
                name: "ix_updates_received_at",
                table: "updates");

            migrationBuilder.DropIndex(
                name: "ix_outbound_created_at",
                table: "outbound");

            migrationBuilder.DropIndex(
                name: "ix_outbound_tenant_id_conversation_id_created_at",
                table: "outbound");

            migrationBuilder.DropIndex(
                name: "ix_media_created_at",
                table: "media");

            migrationBuilder.DropIndex(
                name: "ix_buttons_created_at",
                table: "buttons");

            migrationBuilder.DropIndex(
                name: "ix_buttons_tenant_id_message_id_place",
                table: "buttons");

            migrationBuilder.DropColumn(
                name: "client",
                table: "threads");

            migrationBuilder.DropColumn(
                name: "nameless",
                table: "threads");

            migrationBuilder.DropColumn(
                name: "swept_at",
                table: "outbound");

            migrationBuilder.DropColumn(
                name: "sandbox",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "answer_within_ms",
                table: "buttons");

            migrationBuilder.DropColumn(
                name: "place",
                table: "buttons");

            migrationBuilder.AlterColumn<byte[]>(
                name: "body",
                table: "updates",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0],
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_updates_received_at",
                table: "updates",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_tenant_id_conversation_id_message_id",
                table: "outbound",
                columns: new[] { "tenant_id", "conversation_id", "message_id" });
        }
    }
}
