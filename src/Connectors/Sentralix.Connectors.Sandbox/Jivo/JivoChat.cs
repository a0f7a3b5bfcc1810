using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>A bot of a provider, put on a channel of a Jivo account.</summary>
/// <param name="ProviderId">The provider's id.</param>
/// <param name="Token">The bot's token: the only authentication both ways.</param>
/// <param name="SiteId">The Jivo account.</param>
/// <param name="ChannelId">The channel.</param>
/// <param name="ChannelType">Its type, such as <c>widget</c>.</param>
public sealed record JivoBot(string ProviderId, string Token, long SiteId, long ChannelId, string ChannelType)
{
    /// <summary>Where events are sent to; null: nowhere.</summary>
    public Uri? Address { get; set; }
}

/// <summary>Who holds a chat.</summary>
public enum JivoChatState
{
    /// <summary>The bot.</summary>
    Bot,

    /// <summary>The bot, and an agent has been asked for.</summary>
    Invited,

    /// <summary>An agent.</summary>
    Agent,

    /// <summary>Nobody: it is over.</summary>
    Closed,
}

/// <summary>Who said something in a chat.</summary>
public enum JivoSpeaker
{
    /// <summary>The client.</summary>
    Client,

    /// <summary>The bot.</summary>
    Bot,

    /// <summary>An agent.</summary>
    Agent,
}

/// <summary>Something that was said in a chat.</summary>
/// <param name="Speaker">By whom.</param>
/// <param name="Text">What; of Markdown and buttons the plain text.</param>
/// <param name="At">When.</param>
public sealed record JivoLine(JivoSpeaker Speaker, string Text, DateTimeOffset At);

/// <summary>A button that a bot has offered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it says.</param>
public sealed record JivoButton(string Id, string Text);

/// <summary>A client who went to an agent because the bot failed.</summary>
/// <param name="ChatId">Whose chat.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record JivoHandoff(string ChatId, string Reason, DateTimeOffset At);

/// <summary>A chat of a client, as Jivo has it.</summary>
public sealed class JivoChat
{
    private readonly Lock gate = new();
    private readonly List<JivoLine> transcript = [];
    private readonly HashSet<string> botMessages = [];
    private readonly int most;
    private ITimer? deadline;
    private JivoChatState state;
    private int botActs;

    internal JivoChat(long number, long client, JivoBot bot, string name, int most)
    {
        this.most = most;
        Number = number;
        Client = client;
        Bot = bot;
        ClientName = name;
        Id = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        ClientId = client.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Its id, as the Bot API tells it.</summary>
    public string Id { get; }

    /// <summary>The client's id, as the Bot API tells it.</summary>
    public string ClientId { get; }

    /// <summary>The client's name.</summary>
    public string ClientName { get; }

    /// <summary>The bot that serves it.</summary>
    public JivoBot Bot { get; }

    /// <summary>The page that the client looks at.</summary>
    public Uri Page { get; set; } = new("https://shop.example/cart");

    /// <summary>Who holds it.</summary>
    public JivoChatState State
    {
        get
        {
            lock (gate) return state;
        }
    }

    /// <summary>What was said, in order.</summary>
    public IReadOnlyList<JivoLine> Transcript
    {
        get
        {
            lock (gate) return [.. transcript];
        }
    }

    /// <summary>The buttons that the bot offered last.</summary>
    public IReadOnlyList<JivoButton> Buttons { get; internal set; } = [];

    /// <summary>What the bot has told of the client; null: nothing.</summary>
    public JsonElement? ClientInfo { get; internal set; }

    internal int BotActs
    {
        get
        {
            lock (gate) return botActs;
        }
    }

    internal long Number { get; }

    internal long Client { get; }

    internal void Say(JivoLine line)
    {
        lock (gate)
        {
            transcript.Add(line);
            if (transcript.Count > most) transcript.RemoveAt(0);
        }
    }

    /// <summary>Moves it to a state if it is in one of the given ones.</summary>
    internal bool Move(JivoChatState to, params ReadOnlySpan<JivoChatState> from)
    {
        lock (gate)
        {
            if (!from.Contains(state)) return false;
            state = to;
            if (to is JivoChatState.Agent or JivoChatState.Closed) StopWaiting();
            return true;
        }
    }

    /// <summary>True for the first message of the bot with this id.</summary>
    internal bool IsNew(string messageId)
    {
        lock (gate)
        {
            // Who sends the same again does so soon.
            if (botMessages.Count >= most) botMessages.Clear();
            return botMessages.Add(messageId);
        }
    }

    /// <summary>Waits for the bot to say or ask something, unless it has since the count was taken: it may be quicker than its own
    /// server's answer to the event.</summary>
    internal void WaitForBot(int actsBefore, Func<ITimer> timer)
    {
        lock (gate)
        {
            if (botActs != actsBefore) return;
            StopWaiting();
            deadline = timer();
        }
    }

    internal void BotActed()
    {
        lock (gate)
        {
            botActs++;
            StopWaiting();
        }
    }

    private void StopWaiting()
    {
        deadline?.Dispose();
        deadline = null;
    }
}
