namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>A conversation: a chat of a client. Whoever writes to it must name both.</summary>
internal sealed record ChatThread(string Client, string Chat)
{
    // Ids are numbers so far; should others come, the colon stays ours.
    public override string ToString() => $"{Uri.EscapeDataString(Client)}:{Uri.EscapeDataString(Chat)}";

    public static ChatThread? Parse(string thread) =>
        thread.Split(':') is [{ Length: > 0 } client, { Length: > 0 } chat] ? new(Uri.UnescapeDataString(client), Uri.UnescapeDataString(chat)) : null;
}
