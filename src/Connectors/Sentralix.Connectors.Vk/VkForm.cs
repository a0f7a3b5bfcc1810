using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;

namespace Sentralix.Connectors.Vk;

/// <summary>The settings and secrets of a VK connection.</summary>
internal static class VkForm
{
    /// <summary>The community's key of access, with the rights <c>messages</c> and <c>manage</c>.</summary>
    public const string Token = "token";

    /// <summary>Another server than the public one. Methods are at <c>/method</c> under it.</summary>
    public const string ApiBaseUrl = "api_base_url";

    /// <summary>Further hosts, with their subdomains, that media may be fetched from and files uploaded to; with commas between them.</summary>
    public const string MediaHosts = "media_hosts";

    public static ConnectionForm Form { get; } = new(
        new Dictionary<string, FormField>
        {
            [ApiBaseUrl] = new(false, FieldChecks.Address),
            [MediaHosts] = new(false, CheckHosts),
        },
        new Dictionary<string, FormField> { [Token] = new(true, FieldChecks.Token) });

    private static string? CheckHosts(string value) =>
        value.Split(',').All(host => Uri.CheckHostName(host) == UriHostNameType.Dns && host.Contains('.', StringComparison.Ordinal)) ? null : "must be names of hosts with commas between them, without spaces";
}
