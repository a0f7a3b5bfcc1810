namespace Sentralix.Llm.Ingress;

/// <summary>Joins letters whose halves come in two pieces of a text. Servers that cut texts by UTF-16 units tear an emoji into
/// <c>\ud83d</c> and <c>\ude00</c>; JavaScript's clients put them together again, strict ones such as .NET's refuse the half.</summary>
internal sealed class LetterJoint
{
    private const int EscapeLength = 6;

    private byte[]? half;

    /// <summary>The piece with what was held back before it, and without a half letter at its end. A half that nothing follows is
    /// no letter and is dropped.</summary>
    public ReadOnlySpan<byte> Join(ReadOnlySpan<byte> escaped)
    {
        var endsInHalf = EndsInHalf(escaped);
        if (half is null && !endsInHalf) return escaped;
        var held = half;
        half = endsInHalf ? escaped[^EscapeLength..].ToArray() : null;
        if (endsInHalf) escaped = escaped[..^EscapeLength];
        return held is null ? escaped : (byte[])[.. held, .. escaped];
    }

    private static bool EndsInHalf(ReadOnlySpan<byte> escaped)
    {
        if (escaped.Length < EscapeLength) return false;
        var end = escaped[^EscapeLength..];
        if (end[0] != '\\' || end[1] != 'u' || end[2] is not ((byte)'d' or (byte)'D')) return false;
        if (end[3] is not ((byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B')) return false;
        // A backslash that is itself escaped begins no escape.
        var before = escaped[..^EscapeLength];
        return (before.Length - before.TrimEnd((byte)'\\').Length) % 2 == 0;
    }
}
