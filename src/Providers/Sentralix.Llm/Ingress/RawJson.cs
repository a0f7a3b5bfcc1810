using System.Text.Json;

namespace Sentralix.Llm.Ingress;

/// <summary>One JSON value as the bytes it is made of. A translator looks at the few fields it knows and carries everything else
/// over as it came: no tree is built, and a text is not unescaped only to be escaped again.</summary>
/// <remarks>The bytes are checked by the reader when they are read first; a value is one whole JSON value or, where it was not
/// given, nothing. What is no JSON is a <see cref="JsonException"/>, and so is an escaped half of a surrogate pair where the text
/// itself is asked for.</remarks>
internal readonly ref struct RawJson(ReadOnlySpan<byte> bytes)
{
    // As deep as the check at the border allows.
    private static readonly JsonReaderOptions Depth = new() { MaxDepth = 256 };

    /// <summary>The value without white space around it.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes.Trim(" \t\r\n"u8);

    /// <summary>There is a value, and it is not <c>null</c>.</summary>
    public bool IsGiven => First is not (0 or (byte)'n');

    public bool IsObject => First == '{';

    public bool IsArray => First == '[';

    public bool IsString => First == '"';

    public bool IsTrue => First == 't';

    public bool IsBoolean => First is (byte)'t' or (byte)'f';

    /// <summary>A string without its quotes, its escapes as they are: pieces of such texts may be joined.</summary>
    public ReadOnlySpan<byte> Escaped => Bytes[1..^1];

    /// <summary>A string that says something.</summary>
    public bool HasText => IsString && Bytes.Length > 2;

    /// <summary>The fields of an object.</summary>
    public FieldReader Fields => new(Bytes);

    /// <summary>The items of an array.</summary>
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

    public long? Integer()
    {
        if (Bytes.IsEmpty) return null;
        var reader = Reader();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
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
    }

    /// <summary>Goes through the fields of an object.</summary>
    internal ref struct FieldReader
    {
        private readonly ReadOnlySpan<byte> bytes;
        private Utf8JsonReader reader;

        public FieldReader(ReadOnlySpan<byte> bytes)
        {
            this.bytes = bytes;
            reader = new Utf8JsonReader(bytes, Depth);
            reader.Read();
        }

        public Field Current { get; private set; }

        public readonly FieldReader GetEnumerator() => this;

        public bool MoveNext()
        {
            // After the last field this reads on, so that garbage behind the object is found too.
            if (!reader.Read()) return false;
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
        private Utf8JsonReader reader;

        public ItemReader(ReadOnlySpan<byte> bytes)
        {
            this.bytes = bytes;
            reader = new Utf8JsonReader(bytes, Depth);
            reader.Read();
        }

        public RawJson Current { get; private set; }

        public readonly ItemReader GetEnumerator() => this;

        public bool MoveNext()
        {
            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray) return false;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Current = new RawJson(bytes[start..(int)reader.BytesConsumed]);
            return true;
        }
    }
}
