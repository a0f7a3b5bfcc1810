using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Wire;

/// <summary>Where Avito's methods are.</summary>
internal static class AvitoAddress
{
    public const string PublicHost = "https://api.avito.ru";

    /// <summary>The server, without a slash at its end.</summary>
    public static string Root(Access access) => (access.Settings.GetValueOrDefault(AvitoForm.ApiBaseUrl) is { Length: > 0 } own ? own : PublicHost).TrimEnd('/');

    /// <summary>Whether it is Avito itself, which reaches nothing but public addresses.</summary>
    public static bool IsAvito(Access access) => Uri.TryCreate(Root(access), UriKind.Absolute, out var root) && root.Host.Equals("api.avito.ru", StringComparison.OrdinalIgnoreCase);

    /// <summary>The account's part of a path in a version of the messenger's API.</summary>
    /// <exception cref="ChannelException">The account is not known yet.</exception>
    public static string Account(Access access, int version) => access.Identity is { Length: > 0 } account
        ? $"/messenger/v{version}/accounts/{Uri.EscapeDataString(account)}"
        : throw new ChannelException(new(ChannelErrors.Unauthorized, null, "It is not known yet which account the key belongs to."));

    /// <summary>A chat's part of a path. Chat ids are opaque.</summary>
    public static string Chat(Access access, int version, string chat) => $"{Account(access, version)}/chats/{Uri.EscapeDataString(chat)}";
}
