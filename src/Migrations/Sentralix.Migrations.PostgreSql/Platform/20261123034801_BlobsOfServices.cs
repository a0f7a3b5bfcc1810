using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Platform
{
    /// <inheritdoc />
    public partial class BlobsOfServices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_blob_piece",
                schema: "platform",
                table: "blob_piece");

            migrationBuilder.AddColumn<string>(
                name: "service",
                schema: "platform",
                table: "blob_piece",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddPrimaryKey(
                name: "pk_blob_piece",
                schema: "platform",
                table: "blob_piece",
                columns: new[] { "tenant_id", "service", "hash", "ordinal" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_blob_piece",
                schema: "platform",
                table: "blob_piece");

            migrationBuilder.DropColumn(
                name: "service",
                schema: "platform",
                table: "blob_piece");

            migrationBuilder.AddPrimaryKey(
                name: "pk_blob_piece",
                schema: "platform",
                table: "blob_piece",
                columns: new[] { "tenant_id", "hash", "ordinal" });
        }
    }
}
