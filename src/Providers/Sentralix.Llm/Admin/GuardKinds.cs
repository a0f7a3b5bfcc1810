using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Guards.Masking;

namespace Sentralix.Llm.Admin;

/// <summary>The kinds of guards that a route may have, and what each one takes.</summary>
internal static class GuardKinds
{
    public const string MaskPersonal = "mask_pii";
    public const string Block = "block";
    public const string RepairJson = "repair_json";

    /// <summary>Setting of <see cref="MaskPersonal"/>: what is masked; left out: everything that is known.</summary>
    public const string Kinds = "kinds";

    /// <summary>Setting of <see cref="MaskPersonal"/>: where the targets may be for nothing to be masked.</summary>
    public const string UnlessResidency = "unless_residency";

    /// <summary>Setting of <see cref="Block"/>: what is looked at.</summary>
    public const string On = "on";

    public const string Input = "input";
    public const string Output = "output";
    public const string Both = "both";

    /// <summary>Setting of <see cref="Block"/>: whether a word counts alone or also within another.</summary>
    public const string Match = "match";

    public const string Word = "word";
    public const string Contains = "contains";

    private static readonly Dictionary<string, GuardKind> All = new GuardKind[]
    {
        new(MaskPersonal, TakesWords: false)
        {
            Settings = new Dictionary<string, Func<string, string?>>
            {
                [Kinds] = value => PersonalKinds.Read(value) is null ? $"must be some of {string.Join(", ", PersonalKinds.Names)}, with commas between them" : null,
                [UnlessResidency] = value => value.Length == 2 && value.All(char.IsAsciiLetterUpper) ? null : "must be a country's two capital letters",
            },
        },
        new(Block, TakesWords: true)
        {
            Settings = new Dictionary<string, Func<string, string?>>
            {
                [On] = value => OneOf(value, Input, Output, Both),
                [Match] = value => OneOf(value, Word, Contains),
            },
        },
        new(RepairJson, TakesWords: false),
    }.ToDictionary(kind => kind.Name);

    public static void Check(Faults faults, string at, ModelGuard guard)
    {
        if (!All.TryGetValue(guard.Kind, out var kind))
        {
            faults.Add($"{at}.kind", $"must be one of {string.Join(", ", All.Keys)}");
            return;
        }

        faults.When(kind.TakesWords && guard.Words.Count == 0, $"{at}.words", "must have at least one item");
        for (var i = 0; i < guard.Words.Count; i++) faults.When(kind.TakesWords && !guard.Words[i].Any(char.IsLetterOrDigit), $"{at}.words[{i}]", "must have a letter or a digit");
        faults.When(!kind.TakesWords && guard.Words.Count > 0, $"{at}.words", $"are nothing to {kind.Name}");
        foreach (var (name, value) in guard.Settings)
        {
            if (!kind.Settings.TryGetValue(name, out var check)) faults.Add($"{at}.settings.{name}", $"is not a setting of {kind.Name}");
            else if (check(value) is { } wrong) faults.Add($"{at}.settings.{name}", wrong);
        }
    }

    private static string? OneOf(string value, params string[] allowed) => allowed.Contains(value) ? null : $"must be one of {string.Join(", ", allowed)}";

    /// <param name="Name">As administrators write it.</param>
    /// <param name="TakesWords">Whether it is nothing without words; the others take none.</param>
    private sealed record GuardKind(string Name, bool TakesWords)
    {
        /// <summary>What is wrong with a value of a setting, by the setting's name.</summary>
        public IReadOnlyDictionary<string, Func<string, string?>> Settings { get; init; } = new Dictionary<string, Func<string, string?>>();
    }
}
