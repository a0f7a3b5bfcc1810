using System.Buffers;
using System.Net;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>An error that a provider reports in the middle of its stream, as the client is told of it.</summary>
internal static class StreamError
{
    public static void Write(IBufferWriter<byte> written, FaultCode code, string message)
    {
        if (message.Length > UpstreamFault.MaxDetail)
        {
            var cut = UpstreamFault.MaxDetail;
            if (char.IsHighSurrogate(message[cut - 1])) cut--;
            message = message[..cut];
        }

        ChunkWriter.Error(written, new OpenAiError(502, message, "upstream_error", null, code.Name()));
    }

    /// <summary>Reads the provider's error and writes it.</summary>
    /// <param name="written">Where to.</param>
    /// <param name="dialect">Whose error it is.</param>
    /// <param name="data">The event.</param>
    /// <param name="status">The status that the event names; null: it names none.</param>
    public static void Write(IBufferWriter<byte> written, IForeignDialect dialect, ReadOnlySpan<byte> data, long? status)
    {
        var body = ErrorBody.Read(data.ToArray());
        var code = status is >= 400 and <= 599
            ? dialect.Classify((HttpStatusCode)status, body) ?? FaultTable.Classify((HttpStatusCode)status, body)
            : FaultTable.Classify(body);
        Write(written, code, body.Message);
    }
}
