using System.Text;

namespace Sentralix.Llm.Guards;

/// <summary>Watches over one text of an answer while it comes, in whatever pieces. It holds back only what might still turn out to be
/// something that it acts on.</summary>
internal interface ITextFilter
{
    /// <summary>Takes the next piece, and writes what may go out by now.</summary>
    /// <returns>False: the text must not go on. Nothing more is asked of the filter then.</returns>
    bool TryPush(ReadOnlySpan<char> piece, StringBuilder written);

    /// <summary>The text is at its end: writes what was held back.</summary>
    /// <returns>False: that must not go out.</returns>
    bool TryEnd(StringBuilder written);
}
