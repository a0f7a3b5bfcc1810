using System.Buffers;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Files;

/// <summary>Takes the bytes of a file that arrives, one part in memory at a time.</summary>
internal sealed class FileWriter(IStore<LlmDbContext> store, IBlobs<LlmDbContext> blobs, string id) : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FilePart.Size);
    private int filled;
    private int parts;

    public string Id => id;

    /// <summary>The bytes so far.</summary>
    public long Bytes { get; private set; }

    public async Task Write(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        while (!content.IsEmpty)
        {
            var room = Room();
            if (content.Length < room.Length) room = room[..content.Length];
            content[..room.Length].CopyTo(room);
            content = content[room.Length..];
            await Took(room.Length, cancellation);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>False: it is longer than allowed.</returns>
    public async Task<bool> Write(Stream content, long most, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await content.ReadAsync(Room(), cancellation);
            if (read == 0) return true;
            if (Bytes + read > most) return false;
            await Took(read, cancellation);
        }
    }

    /// <summary>Stores what has not been stored yet.</summary>
    public async Task Flush(CancellationToken cancellation)
    {
        if (filled == 0) return;
        var content = buffer.AsMemory(0, filled);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var ordinal = parts;
        await store.Write(async (db, c) =>
        {
            if (!await db.Files.AnyAsync(f => f.Id == id && f.State == FileState.Arriving, c)) throw new IOException("The file has been given up: its bytes took too long.");
            db.FileParts.Add(new FilePartRow { FileId = id, Ordinal = ordinal, Hash = hash });
        }, cancellation);

        using var bytes = new MemoryStream(buffer, 0, filled, writable: false);
        await blobs.Put(bytes, FilePart.Size, cancellation);
        (parts, filled) = (parts + 1, 0);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private Memory<byte> Room()
    {
        if (filled == 0)
        {
            var head = FilePart.Head(id, parts);
            head.CopyTo(buffer, 0);
            filled = head.Length;
        }

        return buffer.AsMemory(filled, FilePart.Size - filled);
    }

    private Task Took(int bytes, CancellationToken cancellation)
    {
        (filled, Bytes) = (filled + bytes, Bytes + bytes);
        return filled == FilePart.Size ? Flush(cancellation) : Task.CompletedTask;
    }
}
