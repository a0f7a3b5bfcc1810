using System.Text;

namespace Sentralix.JsonSchema.Json;

/// <summary>A JSON text that was read once: its values by index, strings without escapes. The root is at 0.</summary>
internal readonly ref struct TapeView(ReadOnlySpan<byte> text, ReadOnlySpan<byte> beside, ReadOnlySpan<TapeNode> nodes)
{
    private readonly ReadOnlySpan<byte> text = text;
    private readonly ReadOnlySpan<byte> beside = beside;
    private readonly ReadOnlySpan<TapeNode> nodes = nodes;

    public int Count => nodes.Length;

    public ref readonly TapeNode this[int at] => ref nodes[at];

    /// <summary>A string's characters, a number's digits, in UTF-8.</summary>
    public ReadOnlySpan<byte> Text(int at)
    {
        ref readonly var node = ref nodes[at];
        return (node.IsBeside ? beside : text).Slice(node.Start, node.Length);
    }

    public string String(int at) => Encoding.UTF8.GetString(Text(at));

    /// <summary>The beginning of a text: more of it than is ever quoted, and not all of a megabyte.</summary>
    public string Excerpt(int at)
    {
        const int Enough = 400;
        var text = Text(at);
        if (text.Length <= Enough) return Encoding.UTF8.GetString(text);
        var end = Enough;
        while ((text[end] & 0xC0) == 0x80) end--;
        return Encoding.UTF8.GetString(text[..end]);
    }

    /// <summary>The value of a member; -1: the object has no such member.</summary>
    public int Member(int at, ReadOnlySpan<byte> name)
    {
        ref readonly var container = ref nodes[at];
        for (var i = at + 1; i < container.End; i = nodes[i + 1].End)
        {
            if (nodes[i].Length == name.Length && Text(i).SequenceEqual(name)) return i + 1;
        }

        return -1;
    }
}
