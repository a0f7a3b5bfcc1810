using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Yandex's calls of functions, which have no ids.</summary>
internal static class YandexToolCalls
{
    /// <summary>The calls as the field <c>tool_calls</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="calls">The value of <c>toolCalls</c>.</param>
    /// <param name="call">Whose id makes the calls' ids unique.</param>
    /// <param name="withIndex">As a stream's delta has them.</param>
    public static void Write(Utf8JsonWriter json, RawJson calls, ForeignCall call, bool withIndex)
    {
        json.WriteStartArray("tool_calls"u8);
        var items = calls.Items;
        while (items.MoveNext())
        {
            var function = items.Current["functionCall"u8];
            if (!function.IsGiven) continue;
            json.WriteStartObject();
            if (withIndex) json.WriteNumber("index"u8, items.Index);
            json.WriteString("id"u8, Id(call, items.Index));
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, function["name"u8].MendedText() ?? "");
            CallArguments.WriteString(json, function["arguments"u8]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The id of one call: unique over all answers, and the same each time this answer is written.</summary>
    public static string Id(ForeignCall call, int index) => $"call_{call.Id[(call.Id.LastIndexOf('-') + 1)..]}_{index}";
}
