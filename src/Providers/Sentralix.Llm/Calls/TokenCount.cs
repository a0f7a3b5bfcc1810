using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Ingress.Messages;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Calls;

/// <summary>How many tokens a request in Anthropic's form would be, where the model's providers do not count them: estimated as limits are,
/// from the length of the chat request that it becomes.</summary>
internal sealed class TokenCount(TokenEstimate estimate)
{
    // The bytes of a picture say nothing about its tokens. This is about what Anthropic counts for the largest that it does not make smaller.
    private const long TokensOfFile = 1600;

    /// <summary>Whether the question goes to the route's providers. What guards have to see goes to nobody: a count needs no personal data.</summary>
    public static bool IsTheirs(ModelRoute route) => route.Guarding is null && route.Speaks(WireForm.CountTokens);

    /// <summary>Whether a provider that takes messages has turned out to count none: servers of one's own may lack that.</summary>
    public static bool IsMissing(OpenedCall call) =>
        call.Request.Form == WireForm.CountTokens && call.FailedLast?.Reply?.Fault is { Code: FaultCode.BadRequest, Status: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed };

    /// <summary>Writes Anthropic's answer.</summary>
    /// <param name="route">The model's.</param>
    /// <param name="request">In Anthropic's form, checked to be one JSON object.</param>
    /// <param name="answer"><c>{"input_tokens": …}</c>.</param>
    /// <param name="refusal">Why the request itself would be refused.</param>
    public bool TryWrite(ModelRoute route, ReadOnlySpan<byte> request, out ReadOnlyMemory<byte> answer, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        answer = default;
        var chat = new ArrayBufferWriter<byte>(request.Length + 256);
        if (!MessagesDialect.TryCounted(request, chat, out refusal)) return false;
        refusal = ChatRules.Check(chat.WrittenSpan);
        if (refusal is not null) return false;

        var written = new ArrayBufferWriter<byte>(32);
        using (var json = new Utf8JsonWriter(written, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteNumber("input_tokens"u8, Tokens(route, chat.WrittenSpan));
            json.WriteEndObject();
        }

        answer = written.WrittenMemory;
        return true;
    }

    private long Tokens(ModelRoute route, ReadOnlySpan<byte> chat)
    {
        var (text, files) = ((long)chat.Length, 0);
        var reader = new Utf8JsonReader(chat, RawJson.Depth);
        var isType = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                if (isType && (reader.ValueTextEquals("image_url"u8) || reader.ValueTextEquals("file"u8))) files++;
                else if (reader.ValueSpan.StartsWith("data:"u8) && reader.ValueSpan.IndexOf(";base64,"u8) >= 0) text -= reader.ValueSpan.Length;
            }

            isType = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("type"u8);
        }

        return estimate.Tokens(route.Id, text) + (files * TokensOfFile);
    }
}
