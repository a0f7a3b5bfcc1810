using System.Globalization;
using System.Text.RegularExpressions;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>The generation of a model, from its name: <c>claude-3-7-sonnet-20250219</c>, <c>claude-opus-4-5-20251101</c>,
/// <c>claude-sonnet-5</c>. A name that tells none is taken for a new model.</summary>
internal readonly partial record struct ClaudeModel(int Major, int Minor)
{
    /// <summary>From Claude 4.6 on: https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking</summary>
    public bool ThinksAdaptively => IsAtLeast(4, 6);

    /// <summary>Claude 4.7 and what came after refuse temperature, <c>top_p</c> and <c>top_k</c>.</summary>
    public bool TakesSampling => !IsAtLeast(4, 7);

    public static ClaudeModel Of(string name)
    {
        var match = Generation().Match(name);
        if (!match.Success) return new ClaudeModel(int.MaxValue, 0);
        return new ClaudeModel(Number(match.Groups[1]), match.Groups[2].Success ? Number(match.Groups[2]) : 0);
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    // One or two digits; eight in a row are a date.
    [GeneratedRegex(@"claude(?:-[a-z]+)*-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Generation();

    private bool IsAtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);
}
