using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Checks a whole JSON answer in one pass: is it JSON at all, is it an error in spite of its status, what
/// was used.</summary>
internal static class JsonAnswerScan
{
    /// <summary>Whether bytes can be the beginning of a JSON object.</summary>
    public static bool Begins(ReadOnlySpan<byte> first) => first.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <returns>False: not a JSON object.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out TokenUsage? usage, out bool isError)
    {
        usage = null;
        isError = false;
        try
        {
            var reader = new Utf8JsonReader(body, RawJson.Depth);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = reader.ValueTextEquals("usage"u8);
                var isErrorField = reader.ValueTextEquals("error"u8);
                reader.Read();
                if (isUsage && reader.TokenType == JsonTokenType.StartObject)
                {
                    usage = TokenUsage.Read(ref reader);
                    continue;
                }

                isError |= isErrorField && reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }

            return !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
