using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Goes over the fields of an object, in their order. A field that is given twice comes twice, so the last one wins, as with
/// most parsers.</summary>
internal ref struct FieldWalk
{
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;
    private ReadOnlySpan<byte> name;
    private bool isOpen;

    /// <param name="value">An object; anything else has no fields.</param>
    public FieldWalk(JsonValue value)
    {
        json = value.Raw;
        if (!value.IsObject) return;
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
        reader.Read();
        isOpen = true;
    }

    /// <summary>Goes over the bytes of what must be one object.</summary>
    /// <exception cref="JsonException">They are not JSON. Where they hold something after the object, at its end.</exception>
    public FieldWalk(ReadOnlySpan<byte> bytes)
        : this(JsonValue.Of(bytes))
    {
    }

    /// <summary>Goes to the next field. All values have been checked to be JSON when there is none any more.</summary>
    public bool Next(out JsonValue value)
    {
        value = default;
        if (!isOpen) return false;
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            isOpen = false;
            // Throws on anything but white space after the object.
            reader.Read();
            return false;
        }

        name = reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        reader.Read();
        var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        value = new JsonValue(json[start..(int)reader.BytesConsumed], type);
        return true;
    }

    /// <summary>Whether the field has this name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> other) => name.SequenceEqual(other);
}
