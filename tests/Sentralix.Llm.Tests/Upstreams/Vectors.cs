using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sentralix.Llm.Tests.Upstreams;

/// <summary>Embeddings as clients read them.</summary>
internal static class Vectors
{
    public static float[] Read(JsonElement embedding) => embedding.ValueKind == JsonValueKind.String
        ? MemoryMarshal.Cast<byte, float>(embedding.GetBytesFromBase64()).ToArray()
        : [.. embedding.EnumerateArray().Select(number => number.GetSingle())];
}
