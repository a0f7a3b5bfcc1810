using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Guards.Repair;

/// <summary>Makes JSON of what a model says when it was asked for JSON: what stands around the outermost object goes, what is missing at its
/// end is added. Nothing inside of it is guessed at.</summary>
internal static class JsonRepair
{
    // As deep as anything that is read here may nest.
    private const int Deepest = 256;

    private const string Fence = "```";

    // Each is a reading of the rest of the text.
    private const int MostStarts = 8;

    /// <returns>False: it cannot be mended.</returns>
    public static bool TryRepair(string text, [NotNullWhen(true)] out string? repaired)
    {
        repaired = text;
        if (IsValid(text)) return true;

        // Behind an object that was cut a fence would stand within it.
        text = text.TrimEnd();
        if (text.EndsWith(Fence, StringComparison.Ordinal)) text = text[..^Fence.Length];

        // An object may stand behind words that have braces of their own: "Вот {пример}: {…}".
        var start = -1;
        for (var tried = 0; tried < MostStarts; tried++)
        {
            start = text.IndexOf('{', start + 1);
            if (start < 0) break;
            var scan = new Scan(text, start);
            if (scan.End is { } end)
            {
                repaired = text[start..end];
                if (IsValid(repaired)) return true;
                continue;
            }

            if (!scan.TryClose(out repaired)) break;
            return true;
        }

        repaired = null;
        return false;
    }

    private static bool IsValid(string text) => JsonText.Holds(Encoding.UTF8.GetBytes(text), JsonTokenType.StartObject);

    /// <summary>One reading from an opening brace on, to its closing one or to the end of the text.</summary>
    private readonly ref struct Scan
    {
        private readonly ReadOnlySpan<char> text;
        private readonly Stack<char> open = new();
        private readonly bool inString;
        private readonly bool isBroken;

        // Behind the last item or field that was whole, and what was open there.
        private readonly int whole;
        private readonly string closersOfWhole = "";

        public Scan(string from, int start)
        {
            text = from.AsSpan(start);
            for (var at = 0; at < text.Length; at++)
            {
                var c = text[at];
                if (inString)
                {
                    if (c == '\\') at++;
                    else if (c == '"') inString = false;
                    continue;
                }

                switch (c)
                {
                    case '"':
                        inString = true;
                        break;
                    case '{' or '[':
                        open.Push(c == '{' ? '}' : ']');
                        (whole, closersOfWhole) = (at + 1, Closers());
                        if (open.Count > Deepest)
                        {
                            isBroken = true;
                            return;
                        }

                        break;
                    case '}' or ']':
                        if (open.Peek() != c)
                        {
                            isBroken = true;
                            return;
                        }

                        open.Pop();
                        (whole, closersOfWhole) = (at + 1, Closers());
                        if (open.Count == 0)
                        {
                            End = start + at + 1;
                            return;
                        }

                        break;
                    case ',':
                        (whole, closersOfWhole) = (at, Closers());
                        break;
                }
            }
        }

        /// <summary>Behind the closing brace; null: there is none.</summary>
        public int? End { get; }

        /// <summary>Adds what is missing at the end; where that makes no JSON of it, without the last, half field.</summary>
        public bool TryClose([NotNullWhen(true)] out string? closed)
        {
            closed = null;
            if (isBroken) return false;

            // A character that was cut in the middle of its escape is lost.
            for (var cut = 0; cut <= Math.Min(inString ? 6 : 0, text.Length - 1); cut++)
            {
                closed = $"{text[..^cut]}{(inString ? "\"" : "")}{Closers()}";
                if (IsValid(closed)) return true;
            }

            closed = $"{text[..whole]}{closersOfWhole}";
            return IsValid(closed);
        }

        private string Closers() => string.Concat(open);
    }
}
