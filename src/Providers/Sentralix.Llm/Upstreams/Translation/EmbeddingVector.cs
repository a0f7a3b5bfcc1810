using System.Buffers.Binary;
using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Writes an embedding as the client asked for it.</summary>
internal static class EmbeddingVector
{
    /// <param name="json">Stands behind the field's name.</param>
    /// <param name="values">A list of numbers.</param>
    /// <param name="base64">Little-endian float32 in base64. OpenAI's JavaScript client asks for it by itself and decodes whatever comes.</param>
    /// <exception cref="InvalidOperationException">One of them is no number.</exception>
    public static void Write(Utf8JsonWriter json, JsonValue values, bool base64)
    {
        var bytes = new List<byte>(4096);
        Span<byte> four = stackalloc byte[sizeof(float)];
        if (!base64) json.WriteStartArray();
        var items = new ItemWalk(values);
        while (items.Next(out var item))
        {
            if (!item.TryNumber(out var number)) throw new InvalidOperationException("A vector holds something that is no number.");
            if (!base64)
            {
                // As the provider wrote it: no digit is lost or made up.
                item.WriteTo(json);
                continue;
            }

            BinaryPrimitives.WriteSingleLittleEndian(four, (float)number);
            bytes.AddRange(four);
        }

        if (base64) json.WriteBase64StringValue([.. bytes]);
        else json.WriteEndArray();
    }
}
