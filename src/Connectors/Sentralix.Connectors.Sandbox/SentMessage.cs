using System.Collections.Concurrent;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox;

/// <summary>A message that a stand-in has taken from a bot: the independent witness of a test. It counts what was done, also where the
/// caller was not told.</summary>
/// <param name="Operation">The channel's name of the call, such as <c>sendMessage</c>.</param>
/// <param name="Conversation">The channel's id of the conversation.</param>
/// <param name="MessageId">The channel's id of the message.</param>
/// <param name="Text">Its text or caption; empty where it has none.</param>
/// <param name="Body">The request's arguments.</param>
/// <param name="At">When.</param>
/// <param name="Told">False where the connection was cut or an error was answered although it was done.</param>
public sealed record SentMessage(string Operation, string Conversation, string MessageId, string Text, JsonElement Body, DateTimeOffset At, bool Told);

/// <summary>Everything that a stand-in has taken, in order.</summary>
public sealed class SentLog
{
    private readonly int most;
    private readonly Kept<SentMessage> sent;
    private readonly ConcurrentDictionary<string, Kept<SentMessage>> byConversation = new();

    internal SentLog(int most)
    {
        this.most = most;
        sent = new Kept<SentMessage>(most);
    }

    /// <summary>All of it.</summary>
    public IReadOnlyList<SentMessage> All => sent.All;

    /// <summary>How many.</summary>
    public int Count => sent.Count;

    /// <summary>What was sent to one conversation.</summary>
    public IReadOnlyList<SentMessage> To(string conversation) => byConversation.TryGetValue(conversation, out var there) ? there.All : [];

    /// <summary>Is told of each, when it is there.</summary>
    internal Action<SentMessage>? Told { get; set; }

    internal void Add(SentMessage message)
    {
        sent.Add(message);
        byConversation.GetOrAdd(message.Conversation, _ => new Kept<SentMessage>(most)).Add(message);
        Told?.Invoke(message);
    }
}
