using System.Collections.Concurrent;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>A channel of the Chat API: our own conversations in the agents' app.</summary>
public sealed class JivoChannel
{
    internal JivoChannel(string random, string name)
    {
        Random = random;
        Name = name;
    }

    /// <summary>Its name in Jivo's address.</summary>
    public string Name { get; }

    /// <summary>Where agents' messages are sent to; null: nowhere.</summary>
    public Uri? Address { get; set; }

    /// <summary>True: it has been removed in Jivo's app.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Its dialogues by our <c>sender.id</c>.</summary>
    public IReadOnlyDictionary<string, JivoDialog> Dialogs => Known;

    internal ConcurrentDictionary<string, JivoDialog> Known { get; } = new();

    internal string Random { get; }
}

/// <summary>One dialogue of a channel.</summary>
public sealed class JivoDialog
{
    private readonly ConcurrentQueue<JivoChannelMessage> messages = new();

    internal JivoDialog(JivoChannel channel, string senderId)
    {
        Channel = channel;
        SenderId = senderId;
    }

    /// <summary>Where.</summary>
    public JivoChannel Channel { get; }

    /// <summary>Our id of the client.</summary>
    public string SenderId { get; }

    /// <summary>What we told of the client last.</summary>
    public JsonElement Sender { get; internal set; }

    /// <summary>What came from the client, in order.</summary>
    public IReadOnlyList<JivoChannelMessage> Messages => [.. messages];

    internal void Add(JivoChannelMessage message) => messages.Enqueue(message);
}

/// <summary>A client's message in the agents' app.</summary>
/// <param name="Id">Our id of it; null: none was given.</param>
/// <param name="Type">Its type.</param>
/// <param name="Text">Its text.</param>
/// <param name="File">The file that Jivo has fetched; null: there is none, or it could not be had.</param>
public sealed record JivoChannelMessage(string? Id, string Type, string Text, ReadOnlyMemory<byte>? File);
