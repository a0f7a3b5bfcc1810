namespace Sentralix.JsonSchema.Json;

/// <summary>Hashes of texts, seeded anew in every process: who writes a text cannot know what collides.</summary>
internal static class ByteHash
{
    public static int Of(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        return hash.ToHashCode();
    }
}
