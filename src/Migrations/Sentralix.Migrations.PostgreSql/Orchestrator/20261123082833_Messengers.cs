using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Orchestrator
{
    /// <inheritdoc />
    public partial class Messengers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "deleted_at",
                schema: "orchestrator",
                table: "messages",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "edited_at",
                schema: "orchestrator",
                table: "messages",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "forwarded_from",
                schema: "orchestrator",
                table: "messages",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "keyboard",
                schema: "orchestrator",
                table: "messages",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "reply_to",
                schema: "orchestrator",
                table: "messages",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "contact_name",
                schema: "orchestrator",
                table: "conversations",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "context",
                schema: "orchestrator",
                table: "conversations",
                type: "text",
                nullable: true,
                collation: "C");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "deleted_at",
                schema: "orchestrator",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "edited_at",
                schema: "orchestrator",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "forwarded_from",
                schema: "orchestrator",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "keyboard",
                schema: "orchestrator",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "reply_to",
                schema: "orchestrator",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "contact_name",
                schema: "orchestrator",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "context",
                schema: "orchestrator",
                table: "conversations");
        }
    }
}
