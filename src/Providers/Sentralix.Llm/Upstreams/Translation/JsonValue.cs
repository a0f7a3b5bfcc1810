using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One JSON value as it stands in the bytes it came in. Strings keep their quotes and escapes, so that what is only passed on
/// is copied and never decoded.</summary>
internal readonly ref struct JsonValue(ReadOnlySpan<byte> raw, JsonTokenType type)
{
    /// <summary>Tool schemas nest deeper than System.Text.Json's default of 64 now and then.</summary>
    public const int MaxDepth = 256;

    public ReadOnlySpan<byte> Raw { get; } = raw;

    public JsonTokenType Type { get; } = type;

    /// <summary><c>{}</c>.</summary>
    public static JsonValue EmptyObject => new("{}"u8, JsonTokenType.StartObject);

    /// <summary>The field is missing, or null: the same to every provider.</summary>
    public bool IsNothing => Type is JsonTokenType.None or JsonTokenType.Null;

    public bool IsString => Type == JsonTokenType.String;

    public bool IsObject => Type == JsonTokenType.StartObject;

    public bool IsArray => Type == JsonTokenType.StartArray;

    public bool IsNumber => Type == JsonTokenType.Number;

    public bool IsTrue => Type == JsonTokenType.True;

    public bool IsFalse => Type == JsonTokenType.False;

    /// <summary>An object without fields, or an array without items.</summary>
    public bool IsEmpty => Type is JsonTokenType.StartObject or JsonTokenType.StartArray && Raw[1..^1].Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>A string without its quotes, escapes kept.</summary>
    public ReadOnlySpan<byte> Inner => IsString ? Raw[1..^1] : default;

    /// <summary>A string without a character in it.</summary>
    public bool IsEmptyText => IsString && Raw.Length == 2;

    public static JsonValue Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        return new JsonValue(json, reader.TokenType);
    }

    /// <summary>Whether it is this string. What is compared is plain words, which nobody escapes but who may.</summary>
    public bool Is(ReadOnlySpan<byte> text)
    {
        if (!IsString) return false;
        return Inner.Contains((byte)'\\') ? Unescaped().SequenceEqual(text) : Inner.SequenceEqual(text);
    }

    /// <summary>The string as text.</summary>
    /// <exception cref="InvalidOperationException">It holds half of a surrogate pair.</exception>
    public string Text() => Encoding.UTF8.GetString(Unescaped());

    /// <summary>The string's bytes, decoded where they must be.</summary>
    /// <exception cref="InvalidOperationException">It holds half of a surrogate pair.</exception>
    public ReadOnlySpan<byte> Unescaped()
    {
        if (!IsString) throw new InvalidOperationException("Only a string has a text.");
        if (!Inner.Contains((byte)'\\')) return Inner;
        var reader = new Utf8JsonReader(Raw);
        reader.Read();
        var text = new byte[Raw.Length];
        return text.AsSpan(0, reader.CopyString(text));
    }

    /// <summary>Whether a string has something in it besides white space, written plainly or as an escape.</summary>
    public bool SaysSomething()
    {
        if (!IsString) return false;
        if (!Inner.Contains((byte)'\\')) return !Inner.Trim(" \t\r\n"u8).IsEmpty;
        return !Unescaped().Trim(" \t\r\n"u8).IsEmpty;
    }

    public bool TryInteger(out long number)
    {
        number = 0;
        if (!IsNumber) return false;
        var reader = new Utf8JsonReader(Raw);
        reader.Read();
        return reader.TryGetInt64(out number);
    }

    public bool TryNumber(out double number)
    {
        number = 0;
        if (!IsNumber) return false;
        var reader = new Utf8JsonReader(Raw);
        reader.Read();
        return reader.TryGetDouble(out number);
    }

    /// <summary>Writes the value as it came. Only for values that are a single token, or that go where line ends do no harm.</summary>
    public void WriteTo(Utf8JsonWriter json) => json.WriteRawValue(Raw, skipInputValidation: true);

    /// <summary>Writes the value as it came, as a field.</summary>
    public void WriteTo(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WritePropertyName(name);
        WriteTo(json);
    }

    /// <summary>Writes an object or array as a string that holds it: how tools' arguments travel in OpenAI's dialect. Line ends and
    /// indentation of a provider that prints prettily go, because every blank is paid for as a token when it comes back.</summary>
    public void WriteAsText(Utf8JsonWriter json)
    {
        if (!Raw.ContainsAny("\r\n"u8))
        {
            json.WriteStringValue(Raw);
            return;
        }

        var compact = new ArrayBufferWriter<byte>(Raw.Length);
        using (var copy = new Utf8JsonWriter(compact, new JsonWriterOptions { Encoder = Dialect.DialectJson.Writer.Encoder, SkipValidation = true, MaxDepth = MaxDepth }))
        {
            var reader = new Utf8JsonReader(Raw, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read()) Copy(ref reader, copy);
        }

        json.WriteStringValue(compact.WrittenSpan);
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter copy)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                copy.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                copy.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                copy.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                copy.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                copy.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.String:
                copy.WriteStringValue(reader.GetString());
                break;
            default:
                copy.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
