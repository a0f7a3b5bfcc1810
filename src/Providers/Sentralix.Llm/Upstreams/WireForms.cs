using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Upstreams;

/// <summary>Lists of wire forms, as administrators write them: <c>completions,responses</c>.</summary>
internal static class WireForms
{
    /// <summary>What is wrong with a list; null: nothing.</summary>
    public static string? Check(string list, IReadOnlyList<WireForm> allowed) =>
        Names(list).All(name => allowed.Any(form => NameOf(form) == name)) ? null : $"must be some of {string.Join(", ", allowed.Select(NameOf))}, with commas between them";

    /// <summary>The forms of a list that was checked.</summary>
    public static IReadOnlyList<WireForm> Read(string list) =>
        [.. Names(list).Distinct().Select(name => Enum.GetValues<WireForm>().First(form => NameOf(form) == name))];

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    private static string NameOf(WireForm form) => form.ToString().ToLowerInvariant();
}
