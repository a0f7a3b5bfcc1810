using System.Text;

namespace Sentralix.Llm.Guards.Blocking;

/// <summary>Lets no request, or no answer, or neither, go on that says certain words.</summary>
internal sealed class BlockGuard(BlockedWords words, bool onInput, bool onOutput) : IGuard, ICallGuard
{
    // What is said in one call is nothing to the next.
    public ICallGuard Begin(ReadOnlyMemory<byte> request) => this;

    public string? Request(string text)
    {
        if (!onInput) return text;
        var (watch, passed) = (new WordWatch(words), new StringBuilder(text.Length));
        return watch.TryPush(text, passed) && watch.TryEnd(passed) ? text : null;
    }

    public ITextFilter? Answer() => onOutput ? new WordWatch(words) : null;
}
