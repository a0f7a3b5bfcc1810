using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sentralix.Llm.PassThrough;

/// <summary>A whole request body in a pooled buffer.</summary>
internal sealed class RequestBody
{
    public const int Limit = 32 * 1024 * 1024;

    // A client may announce 32 MiB and send nothing; memory follows what has really come.
    private const int FirstSize = 64 * 1024;

    private byte[]? buffer;
    private int length;

    private RequestBody(int size) => buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    private Memory<byte> Free
    {
        get
        {
            if (length == buffer!.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            return buffer.AsMemory(length);
        }
    }

    /// <summary>Reads to the end. Null: larger than <see cref="Limit"/>.</summary>
    public static async ValueTask<RequestBody?> Read(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > Limit) return null;
        // Kestrel's own limit is below ours and would answer in another shape.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        // One byte more than announced, so that the read that finds the end needs no larger buffer.
        var body = new RequestBody((int)Math.Min(request.ContentLength + 1 ?? FirstSize, FirstSize));
        try
        {
            while (body.length <= Limit)
            {
                var read = await request.Body.ReadAsync(body.Free, cancellation);
                if (read == 0) return body;
                body.length += read;
            }
        }
        catch
        {
            body.Release();
            throw;
        }

        body.Release();
        return null;
    }

    /// <summary>Somebody still sends from the buffer: the garbage collector takes it, rather than the next request writing over what is being sent.</summary>
    public void Abandon() => buffer = null;

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        if (buffer is { } mine) ArrayPool<byte>.Shared.Return(mine);
        buffer = null;
    }
}
