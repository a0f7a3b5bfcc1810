namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>Names of what is asked of Jivo, for <see cref="FaultPlan"/> and <see cref="SentLog"/>.</summary>
public static class JivoOperations
{
    /// <summary>Bot API: the bot answers.</summary>
    public const string BotMessage = "BOT_MESSAGE";

    /// <summary>Bot API: the bot asks for a person.</summary>
    public const string InviteAgent = "INVITE_AGENT";

    /// <summary>Bot API: what the bot found out about the client.</summary>
    public const string ClientInfo = "CLIENT_INFO";

    /// <summary>Bot API: a request before its event is known. Faults of the Bot API that are to hit any event are named so.</summary>
    public const string Bot = "bot";

    /// <summary>Chat API: a client's message from our channel.</summary>
    public const string ChannelMessage = "channelMessage";

    /// <summary>Chat API: whether agents are online.</summary>
    public const string ChannelStatus = "channelStatus";
}

/// <summary>Names of Bot API events that Jivo sends.</summary>
public static class JivoEvents
{
    /// <summary>The client wrote.</summary>
    public const string ClientMessage = "CLIENT_MESSAGE";

    /// <summary>An agent joined.</summary>
    public const string AgentJoined = "AGENT_JOINED";

    /// <summary>An agent wrote to the client.</summary>
    public const string AgentMessage = "AGENT_MESSAGE";

    /// <summary>Nobody is there to take the chat.</summary>
    public const string AgentUnavailable = "AGENT_UNAVAILABLE";

    /// <summary>The chat was closed.</summary>
    public const string ChatClosed = "CHAT_CLOSED";
}
