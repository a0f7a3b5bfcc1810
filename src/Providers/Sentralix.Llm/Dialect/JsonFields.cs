using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Walks over the fields of a JSON object without making objects of them: each is its name and the bytes of its value, which
/// may be walked over in turn or written on as they are. What is missing (an empty span) or no object has no fields.</summary>
/// <remarks>Throws <see cref="JsonException"/> on what is not JSON.</remarks>
internal ref struct JsonFields
{
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;
    private ReadOnlySpan<byte> name;

    public JsonFields(ReadOnlySpan<byte> json)
    {
        this.json = json;
        reader = new Utf8JsonReader(json, JsonWalk.Options);
        IsObject = !json.IsEmpty && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>False: the value is no object and has no fields.</summary>
    public bool IsObject { get; }

    /// <summary>What kind of value the field has: how its value begins.</summary>
    public JsonTokenType Kind { get; private set; }

    /// <summary>The value as it stands there, quotes and brackets included.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The field's name, decoded.</summary>
    public readonly ReadOnlySpan<byte> Name => name.Contains((byte)'\\') ? JsonText.Decode(name) : name[1..^1];

    /// <summary>A field that is there and says nothing.</summary>
    public readonly bool IsNull => Kind == JsonTokenType.Null;

    /// <summary>Steps to the next field.</summary>
    public bool Next()
    {
        if (!IsObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            // Throws where something follows the object.
            if (IsObject) reader.Read();
            return false;
        }

        // The name with its quotes: TokenStartIndex is where they begin.
        name = json.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
        reader.Read();
        Kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        Value = json[start..(int)reader.BytesConsumed];
        return true;
    }

    /// <summary>Whether the field has this name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> wanted) => Name.SequenceEqual(wanted);

    /// <summary>Writes the field as it is.</summary>
    public readonly void CopyTo(Utf8JsonWriter json)
    {
        json.WritePropertyName(Name);
        json.WriteRawValue(Value, skipInputValidation: true);
    }

    /// <summary>The value of one field; empty where it is missing or null.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> wanted)
    {
        var fields = new JsonFields(json);
        while (fields.Next())
        {
            if (fields.Is(wanted)) return fields.IsNull ? default : fields.Value;
        }

        return default;
    }
}

/// <summary>Walks over the items of a JSON array.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;

    public JsonItems(ReadOnlySpan<byte> json)
    {
        this.json = json;
        reader = new Utf8JsonReader(json, JsonWalk.Options);
        IsArray = !json.IsEmpty && reader.Read() && reader.TokenType == JsonTokenType.StartArray;
    }

    /// <summary>False: the value is no array and has no items.</summary>
    public bool IsArray { get; }

    /// <summary>What kind of value the item is.</summary>
    public JsonTokenType Kind { get; private set; }

    /// <summary>The item as it stands there.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>How many items came before this one.</summary>
    public int Index { get; private set; } = -1;

    /// <summary>Steps to the next item.</summary>
    public bool Next()
    {
        if (!IsArray || !reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            if (IsArray) reader.Read();
            return false;
        }

        Index++;
        Kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        Value = json[start..(int)reader.BytesConsumed];
        return true;
    }
}

internal static class JsonWalk
{
    // Tool schemas nest deeper than System.Text.Json's default of 64 now and then.
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };
}
