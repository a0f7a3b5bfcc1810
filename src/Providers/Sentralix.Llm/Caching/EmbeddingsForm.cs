using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Caching;

/// <summary>Requests for embeddings and their answers, taken apart into texts and vectors. A vector is little-endian float32.</summary>
internal static class EmbeddingsForm
{
    // As many as OpenAI takes.
    private const int MostTexts = 2048;

    /// <summary>The texts of a request, each as a JSON value: a string, or a list of tokens.</summary>
    /// <returns>Null: it is none that is remembered.</returns>
    /// <exception cref="JsonException">The request is not JSON.</exception>
    public static List<byte[]>? Texts(ReadOnlySpan<byte> request)
    {
        var input = new RawJson(request)["input"u8].Bytes;
        if (new RawJson(input).IsString) return [input.ToArray()];
        var texts = new List<byte[]>();
        var items = new RawJson(input).Items;
        while (items.MoveNext())
        {
            // A list of numbers is one text.
            if (items.Current.IsNumber) return [input.ToArray()];
            if (!(items.Current.IsString || items.Current.IsArray) || texts.Count == MostTexts) return null;
            texts.Add(items.Current.Bytes.ToArray());
        }

        return texts.Count > 0 ? texts : null;
    }

    /// <summary>Whether the client wants numbers or base64; null: something else.</summary>
    public static bool? WantsBase64(ReadOnlySpan<byte> request)
    {
        var format = new RawJson(request)["encoding_format"u8];
        return !format.IsGiven ? false : format.MendedText() switch
        {
            "float" => false,
            "base64" => true,
            _ => null,
        };
    }

    /// <summary>The vectors of an answer in the order of the texts.</summary>
    /// <returns>Null: it has not one for each text.</returns>
    public static byte[][]? Vectors(ReadOnlySpan<byte> answer, int count)
    {
        try
        {
            var vectors = new byte[count][];
            var items = new RawJson(answer)["data"u8].Items;
            while (items.MoveNext())
            {
                var index = items.Current["index"u8].ProtobufInteger() ?? items.Index;
                if (index < 0 || index >= count || Vector(items.Current["embedding"u8].Bytes) is not { } vector) return null;
                vectors[index] = vector;
            }

            return Array.TrueForAll(vectors, vector => vector is not null) ? vectors : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>An answer of vectors that are known. It has used nothing.</summary>
    public static ReadOnlyMemory<byte> Answer(string model, IReadOnlyList<byte[]> vectors, bool base64)
    {
        var written = new ArrayBufferWriter<byte>((vectors.Sum(v => v.Length) * 3) + 256);
        using (var json = new Utf8JsonWriter(written, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            for (var i = 0; i < vectors.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("object"u8, "embedding"u8);
                json.WriteNumber("index"u8, i);
                if (base64) json.WriteBase64String("embedding"u8, vectors[i]);
                else WriteNumbers(json, vectors[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("model"u8, model);
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, 0);
            json.WriteNumber("total_tokens"u8, 0);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return written.WrittenMemory;
    }

    private static byte[]? Vector(ReadOnlySpan<byte> embedding)
    {
        if (new RawJson(embedding).IsString)
        {
            var text = JsonText.Decode(embedding);
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
            return Base64.DecodeFromUtf8(text, bytes, out _, out var length) == OperationStatus.Done && length > 0 && length % sizeof(float) == 0 ? bytes[..length] : null;
        }

        var numbers = new List<float>(1024);
        var items = new RawJson(embedding).Items;
        while (items.MoveNext())
        {
            if (!Utf8Parser.TryParse(items.Current.Bytes, out float number, out var used) || used != items.Current.Bytes.Length) return null;
            numbers.Add(number);
        }

        return numbers.Count == 0 ? null : MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, byte[] vector)
    {
        json.WriteStartArray("embedding"u8);
        foreach (var number in MemoryMarshal.Cast<byte, float>(vector)) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
