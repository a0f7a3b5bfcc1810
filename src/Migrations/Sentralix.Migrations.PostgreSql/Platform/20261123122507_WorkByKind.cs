using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Platform
{
    /// <inheritdoc />
    public partial class WorkByKind : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_work_items_state_due_at",
                schema: "platform",
                table: "work_items");

            migrationBuilder.CreateIndex(
                name: "ix_work_items_state_kind_due_at_id",
                schema: "platform",
                table: "work_items",
                columns: new[] { "state", "kind", "due_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_work_items_state_kind_due_at_id",
                schema: "platform",
                table: "work_items");

            migrationBuilder.CreateIndex(
                name: "ix_work_items_state_due_at",
                schema: "platform",
                table: "work_items",
                columns: new[] { "state", "due_at" });
        }
    }
}
