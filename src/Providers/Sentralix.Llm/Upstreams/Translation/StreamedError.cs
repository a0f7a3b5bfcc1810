using System.Buffers;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>An error that a provider reports in the middle of its stream, as the client is told of it.</summary>
internal static class StreamedError
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
}
