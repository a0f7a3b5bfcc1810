using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>The page that a client writes from.</summary>
internal static class Pages
{
    private const int LongestUrl = 2000;
    private const int LongestTitle = 500;

    /// <summary>The page; null: there is none that can be named. What follows its path may hold a session of the client, and is left out.</summary>
    public static ConversationContext? Read(string? address, string? title) =>
        address is { Length: <= LongestUrl } && Uri.TryCreate(address, UriKind.Absolute, out var page) && page.Scheme is "https" or "http"
            ? new() { Page = new(page.GetLeftPart(UriPartial.Path), title is { Length: > LongestTitle } ? title[..LongestTitle] : title) }
            : null;
}
