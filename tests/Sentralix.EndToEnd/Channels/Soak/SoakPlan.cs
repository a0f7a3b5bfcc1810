namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>How large a soak is.</summary>
/// <param name="Channels">Which channels.</param>
/// <param name="Updates">Updates that people make, over all channels.</param>
/// <param name="Kills">How often the host dies.</param>
/// <param name="Policy">What connections say of sends whose outcome cannot be known.</param>
internal sealed record SoakPlan(IReadOnlyList<string> Channels, int Updates, int Kills, string Policy)
{
    /// <summary>What one person writes.</summary>
    public const int Each = 10;

    private static readonly string[] All = ["telegram", "vk", "max", "avito", "jivosite"];

    public static SoakPlan Hold(int updates, int kills) => new(All, updates, kills, "hold");

    /// <summary>Where the policy changes something.</summary>
    public static SoakPlan Retry(int updates, int kills) => new(["telegram", "jivosite"], updates, kills, "retry");

    /// <summary>Connections of a channel: so many that the channels' own limits (5 to 25 messages a second for one) are not what takes the time.</summary>
    public static int Connections(string channel) => channel is "avito" or "jivosite" ? 8 : 2;

    public int PeopleOfOne(string channel) => Math.Max(1, Updates / Channels.Count / Connections(channel) / Each);
}
