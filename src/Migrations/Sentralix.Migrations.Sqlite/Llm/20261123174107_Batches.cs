using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sentralix.Migrations.Sqlite.Llm
{
    /// <inheritdoc />
    public partial class Batches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "batch",
                table: "attempt",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "batch",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    input_file_id = table.Column<string>(type: "TEXT", nullable: false),
                    endpoint = table.Column<string>(type: "TEXT", nullable: false),
                    completion_window = table.Column<string>(type: "TEXT", nullable: false),
                    metadata = table.Column<string>(type: "TEXT", nullable: true),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    stop_code = table.Column<string>(type: "TEXT", nullable: true),
                    errors = table.Column<string>(type: "TEXT", nullable: true),
                    output_file_id = table.Column<string>(type: "TEXT", nullable: true),
                    error_file_id = table.Column<string>(type: "TEXT", nullable: true),
                    total = table.Column<int>(type: "INTEGER", nullable: false),
                    completed = table.Column<int>(type: "INTEGER", nullable: false),
                    failed = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    output_kept_seconds = table.Column<int>(type: "INTEGER", nullable: false),
                    in_progress_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finalizing_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cancelling_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "file",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    purpose = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "batch_result",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    line = table.Column<int>(type: "INTEGER", nullable: false),
                    is_error = table.Column<bool>(type: "INTEGER", nullable: false),
                    record = table.Column<byte[]>(type: "BLOB", nullable: false),
                    size = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_result", x => new { x.tenant_id, x.batch_id, x.line });
                    table.ForeignKey(
                        name: "fk_batch_result_batch_tenant_id_batch_id",
                        columns: x => new { x.tenant_id, x.batch_id },
                        principalTable: "batch",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "file_part",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    file_id = table.Column<string>(type: "TEXT", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_part", x => new { x.tenant_id, x.file_id, x.ordinal });
                    table.ForeignKey(
                        name: "fk_file_part_file_tenant_id_file_id",
                        columns: x => new { x.tenant_id, x.file_id },
                        principalTable: "file",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_attempt_tenant_id_batch_settled_seq",
                table: "attempt",
                columns: new[] { "tenant_id", "batch", "settled_seq" },
                filter: "batch IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_tenant_id_input_file_id",
                table: "batch",
                columns: new[] { "tenant_id", "input_file_id" },
                filter: "ended_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "batch_result");

            migrationBuilder.DropTable(
                name: "file_part");

            migrationBuilder.DropTable(
                name: "batch");

            migrationBuilder.DropTable(
                name: "file");

            migrationBuilder.DropIndex(
                name: "ix_attempt_tenant_id_batch_settled_seq",
                table: "attempt");

            migrationBuilder.DropColumn(
                name: "batch",
                table: "attempt");
        }
    }
}
