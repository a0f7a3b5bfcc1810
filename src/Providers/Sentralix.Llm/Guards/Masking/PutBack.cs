using System.Text;

namespace Sentralix.Llm.Guards.Masking;

/// <summary>Puts values in the place of their placeholders. A placeholder may come in pieces: what may be the beginning of one waits, which
/// is never longer than the longest of them.</summary>
internal sealed class PutBack(Placeholders placeholders) : ITextFilter
{
    private readonly StringBuilder held = new();

    public bool TryPush(ReadOnlySpan<char> piece, StringBuilder written)
    {
        while (!piece.IsEmpty)
        {
            if (held.Length == 0)
            {
                var bracket = piece.IndexOf('[');
                written.Append(bracket < 0 ? piece : piece[..bracket]);
                if (bracket < 0) return true;
                held.Append('[');
                piece = piece[(bracket + 1)..];
                continue;
            }

            // A bracket is only ever the first character of a placeholder.
            if (piece[0] == '[')
            {
                Release(written);
                continue;
            }

            held.Append(piece[0]);
            piece = piece[1..];
            var candidate = held.ToString();
            if (placeholders.TryFind(candidate, out var value))
            {
                written.Append(value);
                held.Clear();
            }
            else if (!placeholders.MayBegin(candidate))
            {
                Release(written);
            }
        }

        return true;
    }

    public bool TryEnd(StringBuilder written)
    {
        Release(written);
        return true;
    }

    private void Release(StringBuilder written)
    {
        written.Append(held);
        held.Clear();
    }
}
