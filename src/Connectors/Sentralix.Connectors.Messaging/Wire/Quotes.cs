using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Wire;

/// <summary>What messages refer to, cut to what the core takes.</summary>
public static class Quotes
{
    private const int MaxName = 200;

    /// <summary>The message that another answers; null: the channel says nothing of it.</summary>
    public static QuotedMessage? Of(string? channelMessage, string? text)
    {
        var words = string.IsNullOrWhiteSpace(text) ? null : Cut(text, QuotedMessage.MaxText);
        return channelMessage is null && words is null ? null : new QuotedMessage { ChannelMessageId = channelMessage is null ? null : Cut(channelMessage, MaxName), Text = words };
    }

    /// <summary>Whose words are passed on.</summary>
    public static ForwardOrigin From(string? name, string? id, DateTimeOffset? at) =>
        new() { Name = string.IsNullOrWhiteSpace(name) ? null : Cut(name, MaxName), Id = string.IsNullOrWhiteSpace(id) ? null : Cut(id, MaxName), At = at };

    // Never half of a pair.
    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
