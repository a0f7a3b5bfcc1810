using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Names of fields, of which most are told apart by their length alone.</summary>
internal static class FieldName
{
    private const int Longest = 128;

    /// <summary>How many bytes the name that the reader stands on has, its escapes resolved: <c>"\u006e"</c> is <c>"n"</c>.</summary>
    public static int Length(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan.Length;
        Span<byte> name = stackalloc byte[Longest];
        return reader.ValueSpan.Length <= Longest ? reader.CopyString(name) : Longest;
    }
}
