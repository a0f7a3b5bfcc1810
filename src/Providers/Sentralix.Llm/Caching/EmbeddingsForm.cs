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
        var input = JsonFields.Find(request, "input"u8);
        if (JsonText.IsString(input)) return [input.ToArray()];
        var texts = new List<byte[]>();
        var items = new JsonItems(input);
        while (items.Next())
        {
            // A list of numbers is one text.
            if (items.Kind == JsonTokenType.Number) return [input.ToArray()];
            if (items.Kind is not (JsonTokenType.String or JsonTokenType.StartArray) || texts.Count == MostTexts) return null;
            texts.Add(items.Value.ToArray());
        }

        return texts.Count > 0 ? texts : null;
    }

    /// <summary>Whether the client wants numbers or base64; null: something else.</summary>
    public static bool? WantsBase64(ReadOnlySpan<byte> request)
    {
        var format = JsonFields.Find(request, "encoding_format"u8);
        return format.IsEmpty ? false : JsonText.String(format) switch
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
            var items = new JsonItems(JsonFields.Find(answer, "data"u8));
            while (items.Next())
            {
                var index = JsonText.Number(JsonFields.Find(items.Value, "index"u8)) ?? items.Index;
                if (index < 0 || index >= count || Vector(JsonFields.Find(items.Value, "embedding"u8)) is not { } vector) return null;
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
        if (JsonText.IsString(embedding))
        {
            var text = JsonText.Decode(embedding);
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
            return Base64.DecodeFromUtf8(text, bytes, out _, out var length) == OperationStatus.Done && length > 0 && length % sizeof(float) == 0 ? bytes[..length] : null;
        }

        var numbers = new List<float>(1024);
        var items = new JsonItems(embedding);
        while (items.Next())
        {
            if (!Utf8Parser.TryParse(items.Value, out float number, out var used) || used != items.Value.Length) return null;
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
