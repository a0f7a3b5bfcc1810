using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Ingress;

/// <summary>An error that stands in the middle of a chat stream.</summary>
internal static class ChatStreamError
{
    /// <returns>Null: these are not an error's data.</returns>
    public static OpenAiError? Read(ReadOnlySpan<byte> data)
    {
        // Almost every chunk is told apart by this alone.
        if (data.IndexOf("\"error\""u8) < 0) return null;
        try
        {
            var chunk = new RawJson(data);
            // Some servers put "error": null into every chunk.
            if (!chunk.IsObject || !chunk["error"u8].IsGiven) return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        var said = ErrorBody.Read(data.ToArray());
        return new OpenAiError(StatusOf(said), said.Message, said.Type ?? "upstream_error", said.Param, said.Code);
    }

    // A stream's status was sent long ago; what the error would have been with one of its own.
    private static int StatusOf(ErrorBody said) => CodeOf(said) switch
    {
        FaultCode.NoMoney or FaultCode.RateLimited or FaultCode.ConcurrencyFull => StatusCodes.Status429TooManyRequests,
        FaultCode.Overloaded => StatusCodes.Status503ServiceUnavailable,
        FaultCode.Timeout => StatusCodes.Status504GatewayTimeout,
        FaultCode.ContextLength or FaultCode.ContentFilter or FaultCode.BadRequest or FaultCode.ModelNotFound => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status502BadGateway,
    };

    private static FaultCode CodeOf(ErrorBody said)
    {
        foreach (var code in Enum.GetValues<FaultCode>())
        {
            if (said.Code == code.Name()) return code;
        }

        return FaultTable.Classify(said);
    }
}
