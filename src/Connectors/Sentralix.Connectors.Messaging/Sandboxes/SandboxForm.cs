using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Contracts;

namespace Sentralix.Connectors.Messaging.Sandboxes;

/// <summary>What may be said of a sandbox connection's settings and secrets: what the stand-in makes stays as it was made, and there is no way
/// outside to be set.</summary>
internal static class SandboxForm
{
    /// <summary>The most sandbox connections of one tenant in one channel.</summary>
    public const int MostOfATenant = 20;

    public static Refusal NotInstalled => Refusal.Invalid("sandbox", "sandboxes are not part of this installation");

    public static Refusal TooMany => Refusal.Conflict("too_many_sandboxes", $"A tenant has at most {MostOfATenant} sandbox connections of a channel. Delete one first.");

    /// <summary>Names what is given that a sandbox makes itself.</summary>
    public static Refusal? Refuse(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> secrets, IReadOnlyDictionary<string, string> made)
    {
        var faults = new Faults();
        foreach (var (name, value) in settings)
        {
            faults.When(name is OutsideClients.ProxySetting or OutsideClients.AuthoritiesSetting, $"settings.{name}", "a sandbox has no way outside");
            faults.When(made.TryGetValue(name, out var own) && own != value, $"settings.{name}", "is made by the sandbox");
        }

        foreach (var name in secrets.Keys) faults.Add($"secrets.{name}", "is made by the sandbox");
        return faults.Refusal;
    }

    /// <summary>What is set, and what was made over it.</summary>
    public static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> made)
    {
        var merged = settings.ToDictionary();
        foreach (var (name, value) in made) merged[name] = value;
        return merged;
    }
}
