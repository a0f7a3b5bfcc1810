using System.Text;
using System.Text.Json;

namespace Sentralix.Llm.Tests.Dialect;

/// <summary>Good JSON with a few of its values replaced: what clients send by mistake or on purpose. It stays JSON.</summary>
internal sealed class MutatedJson(int seed)
{
    private static readonly string[] Values =
        ["null", "true", "false", "0", "-1", "1000", "1e400", "0.5", "\"\"", "\"object\"", "\"text\"", "\"\\ud83d\"", "\"Ёлка\"", "[]", "{}", "[[]]", "[null]",
         "{\"type\":\"text\"}", "{\"type\":7}", "{\"\\ud83d\":1}", "[{\"type\":\"tool_use\"}]", "{\"a\":{\"a\":{\"a\":[]}}}"];

    private readonly Random random = new(seed);

    public string Of(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var places = Places(bytes);
            if (places.Count == 0) break;
            var (start, end) = places[random.Next(places.Count)];
            bytes = [.. bytes.AsSpan(0, start), .. Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]), .. bytes.AsSpan(end)];
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Where values stand, at every depth; the whole is none of them.</summary>
    private static List<(int Start, int End)> Places(byte[] json)
    {
        var places = new List<(int, int)>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray) continue;
            var value = reader;
            value.Skip();
            places.Add(((int)reader.TokenStartIndex, (int)value.BytesConsumed));
        }

        return places;
    }
}
