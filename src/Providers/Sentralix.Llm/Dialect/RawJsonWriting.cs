using System.Buffers;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Writes values as they came.</summary>
internal static class RawJsonWriting
{
    /// <summary>A value that has been read before, and so is known to be JSON.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, RawJson value) => json.WriteRawValue(value.Bytes, skipInputValidation: true);

    /// <summary>A field; nothing where the value is not given, or null.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (!value.IsGiven) return;
        json.WritePropertyName(name);
        json.WriteRaw(value);
    }

    /// <summary>A field; <c>null</c> where the value is not given.</summary>
    public static void WriteRawOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (value.IsGiven) json.WriteRaw(name, value);
        else json.WriteNull(name);
    }

    /// <summary>A string field out of pieces whose escapes are in place.</summary>
    public static void WriteEscaped(
        this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default,
        ReadOnlySpan<byte> third = default, ReadOnlySpan<byte> fourth = default)
    {
        json.WritePropertyName(name);
        json.WriteEscapedValue(first, second, third, fourth);
    }

    /// <summary>A string out of pieces whose escapes are in place.</summary>
    public static void WriteEscapedValue(
        this Utf8JsonWriter json, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default,
        ReadOnlySpan<byte> third = default, ReadOnlySpan<byte> fourth = default)
    {
        var length = first.Length + second.Length + third.Length + fourth.Length + 2;
        byte[]? rented = null;
        var buffer = length <= 1024 ? stackalloc byte[length] : (rented = ArrayPool<byte>.Shared.Rent(length)).AsSpan(0, length);
        buffer[0] = buffer[^1] = (byte)'"';
        first.CopyTo(buffer[1..]);
        second.CopyTo(buffer[(1 + first.Length)..]);
        third.CopyTo(buffer[(1 + first.Length + second.Length)..]);
        fourth.CopyTo(buffer[(1 + first.Length + second.Length + third.Length)..]);
        json.WriteRawValue(buffer, skipInputValidation: true);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes an object or array as a string that holds it: how tools' arguments travel in OpenAI's dialect. Line ends and
    /// indentation of a provider that prints prettily go, because every blank is paid for as a token when it comes back.</summary>
    /// <exception cref="JsonException">What would have to be made compact holds half of a surrogate pair.</exception>
    public static void WriteAsText(this Utf8JsonWriter json, RawJson value)
    {
        if (!value.Bytes.ContainsAny("\r\n"u8))
        {
            json.WriteStringValue(value.Bytes);
            return;
        }

        var compact = new ArrayBufferWriter<byte>(value.Bytes.Length);
        using (var copy = new Utf8JsonWriter(compact, new JsonWriterOptions { Encoder = DialectJson.Writer.Encoder, SkipValidation = true, MaxDepth = RawJson.MaxDepth }))
        {
            var reader = new Utf8JsonReader(value.Bytes, RawJson.Depth);
            try
            {
                while (reader.Read()) Copy(ref reader, copy);
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException("Half of a surrogate pair.", e);
            }
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
