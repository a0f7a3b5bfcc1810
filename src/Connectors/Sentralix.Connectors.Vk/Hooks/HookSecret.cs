namespace Sentralix.Connectors.Vk.Hooks;

/// <summary>The secret of a hook as VK keeps it: it takes fifty letters and no more.</summary>
internal static class HookSecret
{
    private const int Longest = 50;

    public static string Of(string secret) => secret.Length > Longest ? secret[..Longest] : secret;
}
