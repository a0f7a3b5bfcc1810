using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Expressions.Values;

/// <summary>
/// Values from JSON and back. A whole number that fits 64 bits is an <c>int</c>, any other number a <c>decimal</c> of 28 digits. Moments and
/// durations are texts in JSON, and stay texts when they come back. Of two members of one name the later counts.
/// </summary>
public static class ValueJson
{
    /// <summary>How deep JSON may be nested.</summary>
    public const int MaxDepth = 64;

    // A value that was made of values of the deepest JSON in the deepest expression; anything deeper is nothing of ours.
    private const int MaxWrittenDepth = 2 * MaxDepth;

    /// <summary>The member that makes a map a reference to stored bytes.</summary>
    private const string BytesMark = "$bytes";

    // Cyrillic stays readable. Where text goes into a page, the template's target escapes it.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="ExpressionException">It is nested too deeply, or has a number that no decimal holds.</exception>
    public static Value Of(JsonElement json)
    {
        try
        {
            return Of(json, 0);
        }
        catch (InvalidOperationException)
        {
            throw HalfOfACharacter();
        }
    }

    /// <summary>Reads the value that begins at the reader's next token, and ends on its last.</summary>
    /// <exception cref="ExpressionException">It is nested too deeply, or has a number that no decimal holds.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static Value Read(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("A value was expected.");
        try
        {
            return Read(ref reader, 0, null);
        }
        catch (InvalidOperationException)
        {
            throw HalfOfACharacter();
        }
    }

    public static string Write(in Value value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Relaxed)) Write(writer, value);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    public static JsonElement ToElement(in Value value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Relaxed)) Write(writer, value);
        var reader = new Utf8JsonReader(bytes.WrittenSpan, new JsonReaderOptions { MaxDepth = MaxWrittenDepth });
        return JsonElement.ParseValue(ref reader);
    }

    public static void Write(Utf8JsonWriter writer, in Value value) => Write(writer, value, isCanonical: false, null, 0);

    /// <summary>Parses a text for <c>json()</c>: every value in it costs an operation.</summary>
    internal static Value Parse(string text, Meter meter)
    {
        meter.Read(text.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)), new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
            if (!reader.Read()) throw new JsonException("A value was expected.");
            var value = Read(ref reader, 0, meter);
            return reader.Read() ? throw new JsonException("There is something behind the value.") : value;
        }
        catch (JsonException)
        {
            throw new ExpressionException(FaultCodes.Value, "the text is no JSON");
        }
        catch (InvalidOperationException)
        {
            throw HalfOfACharacter();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Writes for <c>toJson()</c> and <c>hash()</c>: every value costs an operation.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isCanonical">Equal values give the same text: names are sorted, numbers have no trailing zeros.</param>
    /// <param name="meter">Counts.</param>
    internal static ReadOnlyMemory<byte> Write(in Value value, bool isCanonical, Meter meter)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Relaxed)) Write(writer, value, isCanonical, meter, 0);
        return bytes.WrittenMemory;
    }

    private static Value Of(JsonElement json, int depth)
    {
        if (depth > MaxDepth) throw TooDeep();
        switch (json.ValueKind)
        {
            case JsonValueKind.True: return Value.True;
            case JsonValueKind.False: return Value.False;
            case JsonValueKind.String: return Value.Of(json.GetString());
            case JsonValueKind.Number:
                if (json.TryGetInt64(out var whole)) return Value.Of(whole);
                return json.TryGetDecimal(out var number) ? Value.Of(number) : throw TooLarge();
            case JsonValueKind.Array:
                var items = new Value[json.GetArrayLength()];
                var at = 0;
                foreach (var item in json.EnumerateArray()) items[at++] = Of(item, depth + 1);
                return Value.Of(ValueList.Owning(items));
            case JsonValueKind.Object:
                var entries = new Dictionary<string, Value>();
                foreach (var property in json.EnumerateObject()) entries[property.Name] = Of(property.Value, depth + 1);
                return Mapped(entries);
            default: return Value.Null;
        }
    }

    private static Value Read(ref Utf8JsonReader reader, int depth, Meter? meter)
    {
        if (depth > MaxDepth) throw TooDeep();
        meter?.Charge();
        switch (reader.TokenType)
        {
            case JsonTokenType.True: return Value.True;
            case JsonTokenType.False: return Value.False;
            case JsonTokenType.String: return Value.Of(Made(reader.GetString()!, meter));
            case JsonTokenType.Number:
                if (reader.TryGetInt64(out var whole)) return Value.Of(whole);
                return reader.TryGetDecimal(out var number) ? Value.Of(number) : throw TooLarge();
            case JsonTokenType.StartArray:
                var items = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader, depth + 1, meter));
                return Value.Of(ValueList.Owning([.. items]));
            case JsonTokenType.StartObject:
                var entries = new Dictionary<string, Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = Made(reader.GetString()!, meter);
                    reader.Read();
                    entries[name] = Read(ref reader, depth + 1, meter);
                }

                return Mapped(entries);
            default: return Value.Null;
        }
    }

    private static string Made(string text, Meter? meter)
    {
        meter?.Make(text.Length);
        return text;
    }

    private static Value Mapped(Dictionary<string, Value> entries) =>
        entries.Count == 3 && entries.TryGetValue(BytesMark, out var id) && id.Kind == ValueKind.Text
        && entries.TryGetValue("size", out var size) && size.Kind == ValueKind.Whole
        && entries.TryGetValue("media_type", out var type) && type.Kind == ValueKind.Text
            ? Value.Of(new BytesRef(id.Text, size.Whole, type.Text))
            : Value.Of(ValueMap.Of(entries));

    private static void Write(Utf8JsonWriter writer, in Value value, bool isCanonical, Meter? meter, int depth)
    {
        if (depth > MaxWrittenDepth) throw TooDeep();
        meter?.Charge();
        switch (value.Kind)
        {
            case ValueKind.Null: writer.WriteNullValue(); break;
            case ValueKind.Bool: writer.WriteBooleanValue(value.Bool); break;
            case ValueKind.Whole: writer.WriteNumberValue(value.Whole); break;
            case ValueKind.Decimal: writer.WriteNumberValue(isCanonical ? WithoutTrailingZeros(value.Decimal) : value.Decimal); break;
            case ValueKind.Text:
                meter?.Make(value.Text.Length);
                writer.WriteStringValue(Whole(value.Text));
                break;
            case ValueKind.Timestamp when isCanonical: writer.WriteStringValue(ValueText.Of(Value.Of(value.Timestamp.ToUniversalTime()))); break;
            case ValueKind.Timestamp or ValueKind.Duration: writer.WriteStringValue(ValueText.Of(value)); break;
            case ValueKind.Bytes: Write(writer, value.Bytes); break;
            case ValueKind.List:
                writer.WriteStartArray();
                foreach (var item in value.List.Items) Write(writer, item, isCanonical, meter, depth + 1);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                foreach (var name in isCanonical ? value.Map.Names.Order(StringComparer.Ordinal) : value.Map.Names)
                {
                    meter?.Make(name.Length);
                    writer.WritePropertyName(Whole(name));
                    Write(writer, value.Map[name], isCanonical, meter, depth + 1);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, BytesRef bytes)
    {
        writer.WriteStartObject();
        writer.WriteString(BytesMark, bytes.Id);
        writer.WriteNumber("size", bytes.Size);
        writer.WriteString("media_type", bytes.MediaType);
        writer.WriteEndObject();
    }

    // Dividing by one with as many zeros as a decimal has room for leaves the digits that count.
    private static decimal WithoutTrailingZeros(decimal number) => number / 1.0000000000000000000000000000m;

    // The writer refuses halves of characters, which only a caller's own text can have.
    private static string Whole(string text) =>
        text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    // The reader finds "\ud800" without its other half only when the text is taken, and calls that an invalid operation.
    private static ExpressionException HalfOfACharacter() => new(FaultCodes.Value, "the JSON has half of a character");

    private static ExpressionException TooDeep() => new(FaultCodes.Budget, $"the value is nested deeper than {MaxDepth}");

    private static ExpressionException TooLarge() => new(FaultCodes.Arithmetic, "the JSON has a number that is too large");
}
