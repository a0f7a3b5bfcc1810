using System.Buffers;

namespace Sentralix.Llm.Upstreams;

/// <summary>Reads answers that are not streamed.</summary>
internal static class UpstreamAnswer
{
    /// <param name="response">The head of the answer.</param>
    /// <param name="most">The most that is read, in bytes.</param>
    /// <param name="cancellation">The call's clock.</param>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> Read(HttpResponseMessage response, int most, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        int read;
        while ((read = await stream.ReadAsync(buffer.GetMemory(4096), cancellation)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > most) throw new InvalidDataException($"The answer is longer than {most} bytes.");
        }

        return buffer.WrittenMemory;
    }
}
