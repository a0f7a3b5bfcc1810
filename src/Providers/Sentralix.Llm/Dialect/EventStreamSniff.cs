namespace Sentralix.Llm.Dialect;

/// <summary>Decides from the first bytes whether an answer is an event stream. The declared content type is no help:
/// some servers stream as <c>text/plain</c>, and garbage can be declared as anything.</summary>
internal static class EventStreamSniff
{
    public static bool LooksLikeEvents(ReadOnlySpan<byte> first)
    {
        var bom = "\uFEFF"u8;
        if (first.StartsWith(bom)) first = first[bom.Length..];
        first = first.TrimStart("\r\n"u8);
        return first.IsEmpty || first[0] == ':' || Begins(first, "data:"u8) || Begins(first, "event:"u8)
            || Begins(first, "id:"u8) || Begins(first, "retry:"u8);
    }

    // The first read may hold only part of the field's name.
    private static bool Begins(ReadOnlySpan<byte> first, ReadOnlySpan<byte> field) =>
        first.Length < field.Length ? field.StartsWith(first) : first.StartsWith(field);
}
