using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Goes over the items of an array.</summary>
internal ref struct ItemWalk
{
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;

    /// <param name="value">An array; anything else has no items.</param>
    public ItemWalk(JsonValue value)
    {
        json = value.Raw;
        if (!value.IsArray) return;
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
        reader.Read();
    }

    /// <summary>How many items have been passed, less one: the index of the one that is looked at.</summary>
    public int Index { get; private set; } = -1;

    /// <summary>Goes to the next item.</summary>
    public bool Next(out JsonValue item) => Next(out item, out _);

    /// <summary>Goes to the next item and tells where in the array's bytes it begins.</summary>
    public bool Next(out JsonValue item, out int start)
    {
        item = default;
        start = 0;
        if (reader.TokenType is JsonTokenType.None || !reader.Read() || reader.TokenType == JsonTokenType.EndArray) return false;
        start = (int)reader.TokenStartIndex;
        var type = reader.TokenType;
        reader.Skip();
        item = new JsonValue(json[start..(int)reader.BytesConsumed], type);
        Index++;
        return true;
    }
}
