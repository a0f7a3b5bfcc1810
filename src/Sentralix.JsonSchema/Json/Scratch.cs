using System.Text;
using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Json;

/// <summary>Memory that one validation needs and the next one on the same thread uses again.</summary>
internal sealed class Scratch
{
    // What a large instance needed is not kept for ever by a thread that may never see another.
    private const int KeptNodes = 16 * 1024;
    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static Scratch? spare;

    public TapeNode[] Nodes = new TapeNode[64];
    public int NodeCount;
    public byte[] Beside = [];
    public int BesideLength;
    public ulong[] Marks = new ulong[16];
    public Resource[] Scope = new Resource[8];
    public char[] Characters = new char[256];
    public StateLists StateLists = new();

    public static Scratch Rent()
    {
        var rented = spare ?? new Scratch();
        spare = null;
        return rented;
    }

    public void Return()
    {
        if (Nodes.Length > KeptNodes || Beside.Length > KeptBytes || Characters.Length > KeptBytes || Marks.Length > KeptNodes || StateLists.Size > KeptNodes) return;
        spare = this;
    }

    /// <summary>The characters of a text, until the next call.</summary>
    public Span<char> Decode(ReadOnlySpan<byte> text)
    {
        var room = RoomFor(text.Length);
        return room[..Encoding.UTF8.GetChars(text, room)];
    }

    public Span<char> RoomFor(int characters)
    {
        if (Characters.Length < characters) Characters = new char[Math.Max(characters, 2 * Characters.Length)];
        return Characters.AsSpan(0, characters);
    }
}
