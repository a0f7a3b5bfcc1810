using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Contracts;
using Sentralix.Platform.Http;

namespace Sentralix.Aggregator.Chat;

/// <summary>Whether a chat completion is asked of an assistant or of a model: by the <c>model</c> of its body.</summary>
internal sealed class ChatFork : IPublicFork
{
    /// <summary>The tenant's default assistant.</summary>
    public const string Default = "default";

    // As much as Llm takes; what is larger goes on and is refused there.
    private const int Limit = 32 << 20;

    public static bool IsAssistant(string? model) => model == Default || Ids.IsValid("asst", model);

    public async ValueTask<bool> Stays(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method)) return false;
        if (http.Request.ContentLength > Limit) return false;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var body = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        var buffer = new byte[1 << 16];
        for (int read; body.Length <= Limit && (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;) body.Write(buffer, 0, read);
        body.Position = 0;
        http.Request.Body = body;
        return body.Length <= Limit && IsAssistant(ModelOf(body.GetBuffer().AsSpan(0, (int)body.Length)));
    }

    private static string? ModelOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isModel = reader.ValueTextEquals("model"u8);
                reader.Read();
                if (isModel) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is not text: it goes on to Llm, which says what is wrong in its clients' words.
        }

        return null;
    }
}
