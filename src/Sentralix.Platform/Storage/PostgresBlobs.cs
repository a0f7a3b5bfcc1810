using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Sentralix.Platform.Storage;

/// <summary>Blobs in PostgreSQL, in pieces of 1 MiB, for several processes.</summary>
internal sealed class PostgresBlobs<TContext>(IStore<PlatformDbContext> store, string service) : IBlobs<TContext>
    where TContext : ServiceDbContext
{
    private const int Piece = 1 << 20;

    public async Task<BlobReference?> Put(Stream content, long maxBytes, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (whole.Length + read > maxBytes) return null;
            whole.Write(buffer, 0, read);
        }

        var bytes = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        await store.Write(async (db, c) =>
        {
            // An empty blob has one empty piece, so that it exists.
            for (var i = 0; i == 0 || i * Piece < bytes.Length; i++)
            {
                var piece = bytes.Slice(i * Piece, Math.Min(Piece, bytes.Length - (i * Piece))).ToArray();
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO platform.blob_piece (tenant_id, service, hash, ordinal, bytes) VALUES ({db.Tenant}, {service}, {hash}, {i}, {piece}) ON CONFLICT DO NOTHING", c);
            }
        }, cancellation);
        return new BlobReference(hash, bytes.Length);
    }

    public async Task<Stream?> Open(string hash, CancellationToken cancellation)
    {
        var pieces = await store.Read((db, c) => db.Set<BlobPiece>().Where(p => p.Service == service && p.Hash == hash).OrderBy(p => p.Ordinal).Select(p => p.Bytes).ToListAsync(c), cancellation);
        if (pieces.Count == 0) return null;
        var whole = new MemoryStream(pieces.Sum(p => p.Length));
        foreach (var piece in pieces) whole.Write(piece);
        whole.Position = 0;
        return whole;
    }

    public Task Delete(string hash, CancellationToken cancellation) =>
        store.Write((db, c) => db.Set<BlobPiece>().Where(p => p.Service == service && p.Hash == hash).ExecuteDeleteAsync(c), cancellation);
}
