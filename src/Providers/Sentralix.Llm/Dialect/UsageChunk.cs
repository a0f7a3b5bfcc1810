using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>The extra chunk that <c>stream_options.include_usage</c> brings: usage, and no choices.</summary>
internal static class UsageChunk
{
    /// <summary>Decides about one line of an event stream. A chunk that carries usage beside a choice (GigaChat's last one)
    /// is part of the answer and is not one.</summary>
    public static bool Is(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8)) return false;
        try
        {
            var reader = new Utf8JsonReader(line["data:"u8.Length..]);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && Is(ref reader);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Is(ref Utf8JsonReader reader)
    {
        var hasUsage = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("usage"u8);
            var isChoices = reader.ValueTextEquals("choices"u8);
            reader.Read();
            if (isChoices && reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.EndArray) return false;
                continue;
            }

            hasUsage |= isUsage && reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }

        return hasUsage;
    }
}
