using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Writes an embedding as the client asked for it. OpenAI's JavaScript client asks for base64 by itself and decodes whatever comes.</summary>
internal static class VectorJson
{
    /// <summary>Writes a provider's vector.</summary>
    /// <param name="json">Where to; stands behind a field's name.</param>
    /// <param name="vector">A JSON array of numbers.</param>
    /// <param name="base64">Little-endian float32 in base64, in place of the array.</param>
    /// <returns>False: it is not a vector, and nothing was written.</returns>
    public static bool TryWrite(Utf8JsonWriter json, RawJson vector, bool base64)
    {
        if (!vector.IsArray) return false;
        var values = new List<float>(1024);
        foreach (var item in vector.Items)
        {
            if (item.Number() is not { } number) return false;
            values.Add((float)number);
        }

        if (!base64)
        {
            WriteNumbers(json, vector);
            return true;
        }

        var numbers = CollectionsMarshal.AsSpan(values);
        if (BitConverter.IsLittleEndian)
        {
            json.WriteBase64StringValue(MemoryMarshal.AsBytes(numbers));
            return true;
        }

        var bytes = new byte[numbers.Length * sizeof(float)];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), numbers[i]);
        json.WriteBase64StringValue(bytes);
        return true;
    }

    // As the provider wrote them: no digit is lost or made up. What it printed prettily is made compact.
    private static void WriteNumbers(Utf8JsonWriter json, RawJson vector)
    {
        if (!vector.Bytes.ContainsAny("\r\n"u8))
        {
            json.WriteRaw(vector);
            return;
        }

        json.WriteStartArray();
        foreach (var item in vector.Items) json.WriteRaw(item);
        json.WriteEndArray();
    }
}
