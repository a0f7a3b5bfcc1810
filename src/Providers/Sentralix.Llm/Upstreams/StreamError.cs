using System.Net;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams;

/// <summary>An error that a provider reports in the middle of its stream, as the client is told of it.</summary>
internal static class StreamError
{
    /// <summary>Reads the provider's error.</summary>
    /// <param name="dialect">Whose error it is.</param>
    /// <param name="data">The event.</param>
    /// <param name="status">The status that the event names; null: it names none.</param>
    public static OpenAiError Read(IForeignDialect dialect, ReadOnlySpan<byte> data, long? status)
    {
        var body = ErrorBody.Read(data.ToArray());
        var code = status is >= 400 and <= 599
            ? dialect.Classify((HttpStatusCode)status, body) ?? FaultTable.Classify((HttpStatusCode)status, body)
            : FaultTable.Classify(body);
        var words = body.Message.Length <= UpstreamFault.MaxDetail ? body.Message : body.Message[..UpstreamFault.MaxDetail];
        return new OpenAiError(502, words, "upstream_error", null, code.Name());
    }
}
