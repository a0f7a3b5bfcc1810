using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Llm
{
    /// <inheritdoc />
    public partial class Batches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "batch",
                schema: "llm",
                table: "attempt",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "batch",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    input_file_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    endpoint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    completion_window = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    metadata = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false),
                    stop_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    errors = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    output_file_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_file_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    total = table.Column<int>(type: "integer", nullable: false),
                    completed = table.Column<int>(type: "integer", nullable: false),
                    failed = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    output_kept_seconds = table.Column<int>(type: "integer", nullable: false),
                    in_progress_at = table.Column<long>(type: "bigint", nullable: true),
                    finalizing_at = table.Column<long>(type: "bigint", nullable: true),
                    cancelling_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "file",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    purpose = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "batch_result",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    line = table.Column<int>(type: "integer", nullable: false),
                    is_error = table.Column<bool>(type: "boolean", nullable: false),
                    record = table.Column<byte[]>(type: "bytea", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_result", x => new { x.tenant_id, x.batch_id, x.line });
                    table.ForeignKey(
                        name: "fk_batch_result_batch_tenant_id_batch_id",
                        columns: x => new { x.tenant_id, x.batch_id },
                        principalSchema: "llm",
                        principalTable: "batch",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "file_part",
                schema: "llm",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    file_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_part", x => new { x.tenant_id, x.file_id, x.ordinal });
                    table.ForeignKey(
                        name: "fk_file_part_file_tenant_id_file_id",
                        columns: x => new { x.tenant_id, x.file_id },
                        principalSchema: "llm",
                        principalTable: "file",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_attempt_tenant_id_batch_settled_seq",
                schema: "llm",
                table: "attempt",
                columns: new[] { "tenant_id", "batch", "settled_seq" },
                filter: "batch IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_tenant_id_input_file_id",
                schema: "llm",
                table: "batch",
                columns: new[] { "tenant_id", "input_file_id" },
                filter: "ended_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "batch_result",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "file_part",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "batch",
                schema: "llm");

            migrationBuilder.DropTable(
                name: "file",
                schema: "llm");

            migrationBuilder.DropIndex(
                name: "ix_attempt_tenant_id_batch_settled_seq",
                schema: "llm",
                table: "attempt");

            migrationBuilder.DropColumn(
                name: "batch",
                schema: "llm",
                table: "attempt");
        }
    }
}
