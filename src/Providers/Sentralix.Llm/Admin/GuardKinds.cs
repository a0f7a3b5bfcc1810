using Sentralix.Contracts;
using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Admin;

/// <summary>The kinds of guards that a route may have, and what each one takes.</summary>
internal static class GuardKinds
{
    public const string MaskPersonal = "mask_pii";
    public const string Block = "block";
    public const string RepairJson = "repair_json";

    private static readonly Dictionary<string, GuardKind> All = new GuardKind[]
    {
        new(MaskPersonal, TakesWords: false),
        new(Block, TakesWords: true),
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
        faults.When(!kind.TakesWords && guard.Words.Count > 0, $"{at}.words", $"are nothing to {kind.Name}");
        foreach (var (name, value) in guard.Settings)
        {
            if (!kind.Settings.TryGetValue(name, out var check)) faults.Add($"{at}.settings.{name}", $"is not a setting of {kind.Name}");
            else if (check(value) is { } wrong) faults.Add($"{at}.settings.{name}", wrong);
        }
    }

    /// <param name="Name">As administrators write it.</param>
    /// <param name="TakesWords">Whether it is nothing without words; the others take none.</param>
    private sealed record GuardKind(string Name, bool TakesWords)
    {
        /// <summary>What is wrong with a value of a setting, by the setting's name.</summary>
        public IReadOnlyDictionary<string, Func<string, string?>> Settings { get; init; } = new Dictionary<string, Func<string, string?>>();
    }
}
