using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Sentralix.Migrations.PostgreSql.Knowledge
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "knowledge");

            migrationBuilder.CreateTable(
                name: "chunk",
                schema: "knowledge",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version_key = table.Column<long>(type: "bigint", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    heading = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    start = table.Column<int>(type: "integer", nullable: false),
                    end = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chunk", x => new { x.tenant_id, x.version_key, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "collection",
                schema: "knowledge",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    documents = table.Column<long>(type: "bigint", nullable: false),
                    chunks = table.Column<long>(type: "bigint", nullable: false),
                    terms = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_collection", x => x.key);
                    table.UniqueConstraint("ak_collection_tenant_id_id", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "document_text",
                schema: "knowledge",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version_key = table.Column<long>(type: "bigint", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_text", x => new { x.tenant_id, x.version_key });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_records",
                schema: "knowledge",
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
                name: "job",
                schema: "knowledge",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    document_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    completed = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    finished_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "posting",
                schema: "knowledge",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    collection_key = table.Column<long>(type: "bigint", nullable: false),
                    term = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version_key = table.Column<long>(type: "bigint", nullable: false),
                    first_ordinal = table.Column<int>(type: "integer", nullable: false),
                    entries = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_posting", x => new { x.tenant_id, x.collection_key, x.term, x.version_key, x.first_ordinal });
                });

            migrationBuilder.CreateTable(
                name: "work_items",
                schema: "knowledge",
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
                name: "document",
                schema: "knowledge",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    collection_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    content_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    latest_version = table.Column<int>(type: "integer", nullable: false),
                    current_version = table.Column<int>(type: "integer", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    chunks = table.Column<int>(type: "integer", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_document_collection_tenant_id_collection_id",
                        columns: x => new { x.tenant_id, x.collection_id },
                        principalSchema: "knowledge",
                        principalTable: "collection",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "document_version",
                schema: "knowledge",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    document_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    blob_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    given_title = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    cut_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    chunks = table.Column<int>(type: "integer", nullable: false),
                    indexed_chunks = table.Column<int>(type: "integer", nullable: false),
                    terms = table.Column<long>(type: "bigint", nullable: false),
                    readings = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_version", x => x.key);
                    table.ForeignKey(
                        name: "fk_document_version_document_tenant_id_document_id",
                        columns: x => new { x.tenant_id, x.document_id },
                        principalSchema: "knowledge",
                        principalTable: "document",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_collection_tenant_id_name",
                schema: "knowledge",
                table: "collection",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_document_tenant_id_collection_id_id",
                schema: "knowledge",
                table: "document",
                columns: new[] { "tenant_id", "collection_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_document_tenant_id_collection_id_name",
                schema: "knowledge",
                table: "document",
                columns: new[] { "tenant_id", "collection_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_document_version_tenant_id_blob_hash",
                schema: "knowledge",
                table: "document_version",
                columns: new[] { "tenant_id", "blob_hash" });

            migrationBuilder.CreateIndex(
                name: "ix_document_version_tenant_id_document_id_number",
                schema: "knowledge",
                table: "document_version",
                columns: new[] { "tenant_id", "document_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_tenant_id_document_id",
                schema: "knowledge",
                table: "job",
                columns: new[] { "tenant_id", "document_id" });

            migrationBuilder.CreateIndex(
                name: "ix_posting_version_key",
                schema: "knowledge",
                table: "posting",
                column: "version_key");

            migrationBuilder.CreateIndex(
                name: "ix_work_items_ordering_key_id",
                schema: "knowledge",
                table: "work_items",
                columns: new[] { "ordering_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_items_state_due_at",
                schema: "knowledge",
                table: "work_items",
                columns: new[] { "state", "due_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chunk",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "document_text",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "document_version",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "idempotency_records",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "job",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "posting",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "work_items",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "document",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "collection",
                schema: "knowledge");
        }
    }
}
