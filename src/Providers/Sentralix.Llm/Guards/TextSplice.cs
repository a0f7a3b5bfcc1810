using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Guards;

/// <summary>Replaces strings in JSON and leaves every other byte as it is: fields that nobody here has heard of survive, and what was not
/// touched stays the prefix that a provider's prompt cache knows.</summary>
internal sealed class TextSplice
{
    private readonly List<(ByteRange Place, string Text)> changes = [];

    public bool IsEmpty => changes.Count == 0;

    /// <summary>A string is to be another one.</summary>
    public void Replace(ByteRange place, string text) => changes.Add((place, text));

    /// <summary>A string, replaced or not, is to be longer by this.</summary>
    public void Append(ByteRange place, ReadOnlySpan<byte> json, string text)
    {
        var known = changes.FindIndex(change => change.Place == place);
        if (known >= 0) changes[known] = (place, changes[known].Text + text);
        else changes.Add((place, Encoding.UTF8.GetString(JsonText.Decode(json[place.Start..place.End])) + text));
    }

    public void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> written)
    {
        changes.Sort(static (a, b) => a.Place.Start.CompareTo(b.Place.Start));
        var done = 0;
        foreach (var (place, text) in changes)
        {
            written.Write(json[done..place.Start]);
            written.Write("\""u8);
            written.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            written.Write("\""u8);
            done = place.End;
        }

        written.Write(json[done..]);
    }

    public ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> json)
    {
        var written = new ArrayBufferWriter<byte>(json.Length + 256);
        Write(json, written);
        return written.WrittenMemory;
    }

    public void Clear() => changes.Clear();
}
