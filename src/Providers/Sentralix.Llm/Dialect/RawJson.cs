using System.Buffers.Text;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>One JSON value as the bytes it is made of. A translator looks at the few fields it knows and carries everything else
/// over as it came: no tree is built, and a text is not unescaped only to be escaped again.</summary>
/// <remarks>The bytes are checked by the reader when they are read first; a value is one whole JSON value or, where it was not
/// given, nothing. What is no JSON is a <see cref="JsonException"/>, and so is an escaped half of a surrogate pair where the text
/// itself is asked for.</remarks>
internal readonly ref struct RawJson(ReadOnlySpan<byte> bytes)
{
    /// <summary>As deep as the check at the border allows: tools' schemas nest deeper than System.Text.Json's 64 now and then.</summary>
    public const int MaxDepth = 256;

    public static readonly JsonReaderOptions Depth = new() { MaxDepth = MaxDepth };

    /// <summary><c>{}</c>.</summary>
    public static RawJson EmptyObject => new("{}"u8);

    /// <summary>The value without white space around it.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes.Trim(" \t\r\n"u8);

    /// <summary>There is a value, and it is not <c>null</c>.</summary>
    public bool IsGiven => First is not (0 or (byte)'n');

    public bool IsObject => First == '{';

    public bool IsArray => First == '[';

    public bool IsString => First == '"';

    public bool IsTrue => First == 't';

    public bool IsFalse => First == 'f';

    public bool IsNumber => First is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    /// <summary>An object without fields, or an array without items.</summary>
    public bool IsEmpty => (IsObject || IsArray) && Bytes[1..^1].Trim(" \t\r\n"u8).IsEmpty;

    public bool IsBoolean => First is (byte)'t' or (byte)'f';

    /// <summary>A string without its quotes, its escapes as they are: pieces of such texts may be joined. Of anything else, nothing.</summary>
    public ReadOnlySpan<byte> Escaped => IsString ? Bytes[1..^1] : default;

    /// <summary>A string that says something.</summary>
    public bool HasText => IsString && Bytes.Length > 2;

    /// <summary>The fields of an object, in their order; one that is given twice comes twice. Anything else has none.</summary>
    public FieldReader Fields => new(Bytes);

    /// <summary>The items of an array; anything else has none.</summary>
    public ItemReader Items => new(Bytes);

    private byte First => Bytes.IsEmpty ? (byte)0 : Bytes[0];

    /// <summary>A field of an object; where it is given twice, the last.</summary>
    public RawJson this[ReadOnlySpan<byte> name]
    {
        get
        {
            var found = default(RawJson);
            if (!IsObject) return found;
            foreach (var field in Fields)
            {
                if (field.Is(name)) found = field.Value;
            }

            return found;
        }
    }

    /// <summary>Whether it is this string.</summary>
    public bool Is(ReadOnlySpan<byte> text)
    {
        if (!IsString) return false;
        if (!Escaped.Contains((byte)'\\')) return Escaped.SequenceEqual(text);
        var reader = Reader();
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no word that anyone knows.
            return false;
        }
    }

    /// <summary>A string, its escapes resolved; any other value as it is written.</summary>
    public string Text()
    {
        if (!IsString) return System.Text.Encoding.UTF8.GetString(Bytes);
        var reader = Reader();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("Half of a surrogate pair.", e);
        }
    }

    /// <summary>A string's bytes, its escapes resolved.</summary>
    /// <exception cref="JsonException">It holds half of a surrogate pair, or the value is no string.</exception>
    public ReadOnlySpan<byte> Unescaped()
    {
        if (!IsString) throw new JsonException("Only a string has a text.");
        if (!Escaped.Contains((byte)'\\')) return Escaped;
        var reader = Reader();
        var text = new byte[Bytes.Length];
        try
        {
            return text.AsSpan(0, reader.CopyString(text));
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("Half of a surrogate pair.", e);
        }
    }

    /// <summary>Whether a string has something in it besides white space, written plainly or as an escape.</summary>
    public bool SaysSomething() => IsString && !Unescaped().Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>A string's bytes, its escapes resolved. Half a surrogate pair becomes U+FFFD: providers that stream cut characters in two
    /// now and then.</summary>
    public byte[] Mended() => IsString ? JsonText.Decode(Bytes) : [];

    /// <summary>The same as text; null where the value is no string.</summary>
    public string? MendedText() => IsString ? System.Text.Encoding.UTF8.GetString(JsonText.Decode(Bytes)) : null;

    public long? Integer()
    {
        if (!IsNumber) return null;
        var reader = Reader();
        return reader.TryGetInt64(out var number) ? number : null;
    }

    /// <summary>A whole number, as a number or, as protobuf writes 64-bit ones, as a string.</summary>
    public long? ProtobufInteger()
    {
        var digits = IsString ? Escaped : Bytes;
        return Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length ? number : null;
    }

    public double? Number()
    {
        if (!IsNumber) return null;
        var reader = Reader();
        return reader.TryGetDouble(out var number) ? number : null;
    }

    /// <summary>How many items an array has.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var _ in Items) count++;
        return count;
    }

    private Utf8JsonReader Reader()
    {
        var reader = new Utf8JsonReader(Bytes, Depth);
        reader.Read();
        return reader;
    }

    /// <summary>One field of an object.</summary>
    internal readonly ref struct Field(RawJson name, RawJson value)
    {
        public RawJson Name { get; } = name;

        public RawJson Value { get; } = value;

        public bool Is(ReadOnlySpan<byte> text) => Name.Is(text);

        /// <summary>Writes the field as it is.</summary>
        public void CopyTo(Utf8JsonWriter json)
        {
            json.WritePropertyName(JsonText.Decode(Name.Bytes));
            json.WriteRaw(Value);
        }
    }

    /// <summary>Goes through the fields of an object.</summary>
    internal ref struct FieldReader
    {
        private readonly ReadOnlySpan<byte> bytes;
        private readonly bool isObject;
        private Utf8JsonReader reader;

        public FieldReader(ReadOnlySpan<byte> bytes)
        {
            this.bytes = bytes;
            if (bytes.IsEmpty) return;
            reader = new Utf8JsonReader(bytes, Depth);
            reader.Read();
            isObject = reader.TokenType == JsonTokenType.StartObject;
        }

        public Field Current { get; private set; }

        public readonly FieldReader GetEnumerator() => this;

        public bool MoveNext()
        {
            // After the last field this reads on, so that garbage behind the object is found too.
            if (!isObject || !reader.Read()) return false;
            if (reader.TokenType != JsonTokenType.PropertyName) return reader.Read();
            var start = (int)reader.TokenStartIndex;
            var name = bytes.Slice(start, reader.ValueSpan.Length + 2);
            reader.Read();
            start = (int)reader.TokenStartIndex;
            reader.Skip();
            Current = new Field(new RawJson(name), new RawJson(bytes[start..(int)reader.BytesConsumed]));
            return true;
        }
    }

    /// <summary>Goes through the items of an array.</summary>
    internal ref struct ItemReader
    {
        private readonly ReadOnlySpan<byte> bytes;
        private readonly bool isArray;
        private Utf8JsonReader reader;

        public ItemReader(ReadOnlySpan<byte> bytes)
        {
            this.bytes = bytes;
            if (bytes.IsEmpty) return;
            reader = new Utf8JsonReader(bytes, Depth);
            reader.Read();
            isArray = reader.TokenType == JsonTokenType.StartArray;
        }

        public RawJson Current { get; private set; }

        /// <summary>How many items came before this one.</summary>
        public int Index { get; private set; } = -1;

        /// <summary>Where in the array's bytes this one begins.</summary>
        public int Start { get; private set; }

        public readonly ItemReader GetEnumerator() => this;

        public bool MoveNext()
        {
            if (!isArray || !reader.Read()) return false;
            // After the last item this reads on, as with fields.
            if (reader.TokenType == JsonTokenType.EndArray) return reader.Read();
            Start = (int)reader.TokenStartIndex;
            reader.Skip();
            Current = new RawJson(bytes[Start..(int)reader.BytesConsumed]);
            Index++;
            return true;
        }
    }
}
