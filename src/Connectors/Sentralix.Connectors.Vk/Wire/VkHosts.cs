using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Vk.Wire;

/// <summary>Which addresses that VK names are followed. They come in updates and answers, so they are not taken on trust: only VK's own hosts
/// over HTTPS, those that the connection names, and the connection's own server.</summary>
internal static class VkHosts
{
    public const string PublicHost = "https://api.vk.ru";

    private static readonly string[] Own =
    [
        "vk.com", "vk.ru", "vk.me", "userapi.com", "vkuser.net", "vkuserphoto.ru", "vkuservideo.net", "vkuservideo.ru", "vkuseraudio.net", "vkuseraudio.ru", "vkuserlive.com",
        "vk-cdn.net", "vk-portal.net", "vkvideo.ru", "mycdn.me", "okcdn.ru",
    ];

    public static Uri Root(Access access) => new(access.Settings.GetValueOrDefault(VkForm.ApiBaseUrl) is { Length: > 0 } own ? own.TrimEnd('/') : PublicHost);

    /// <summary>The address, if it may be called; null: not.</summary>
    public static Uri? Allowed(Access access, string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0) return null;
        var root = Root(access);
        if (url.Scheme == root.Scheme && url.Authority == root.Authority) return url;
        if (url.Scheme != "https") return null;
        var further = access.Settings.GetValueOrDefault(VkForm.MediaHosts)?.Split(',') ?? [];
        return Own.Concat(further).Any(host => url.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase) || url.IdnHost.EndsWith($".{host}", StringComparison.OrdinalIgnoreCase)) ? url : null;
    }
}
