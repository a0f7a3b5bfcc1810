using System.Text.Json.Nodes;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>Clients and agents, as the Bot API tells of them.</summary>
public sealed partial class JivoStandIn
{
    private static readonly JsonObject Agent = new() { ["id"] = "12", ["name"] = "Олег", ["email"] = "oleg@example.com" };

    /// <summary>A client comes.</summary>
    public JivoChat OpenChat(string name = "Ирина", JivoBot? bot = null) => Open(Next(), name, bot ?? Bot);

    /// <summary>The same client comes again: a new chat.</summary>
    public JivoChat OpenChatAgain(JivoChat before) => Open(before.Client, before.ClientName, before.Bot);

    /// <summary>The client writes.</summary>
    /// <returns>The event's id.</returns>
    public string ClientWrites(JivoChat chat, string text) => ClientSends(chat, new JsonObject { ["type"] = "TEXT", ["text"] = text });

    /// <summary>The client sends a file: the message tells where it lies.</summary>
    public string ClientSendsFile(JivoChat chat, Uri file, string name) =>
        ClientSends(chat, new JsonObject { ["type"] = "DOCUMENT", ["text"] = file.ToString(), ["file"] = file.ToString(), ["file_name"] = name });

    /// <summary>The client presses a button that the bot offered last.</summary>
    public string Press(JivoChat chat, string buttonId)
    {
        var button = chat.Buttons.FirstOrDefault(b => b.Id == buttonId) ?? throw new InvalidOperationException($"The bot has not offered a button with the id '{buttonId}'.");
        return ClientSends(chat, new JsonObject { ["type"] = "TEXT", ["text"] = button.Text, ["button_id"] = TellsButtonIds ? button.Id : "" });
    }

    /// <summary>The client sends a message of any type, also one that nobody has described.</summary>
    /// <param name="chat">Where.</param>
    /// <param name="message">The message; its time is added.</param>
    public string ClientSends(JivoChat chat, JsonObject message)
    {
        chat.Say(new JivoLine(JivoSpeaker.Client, (string?)message["text"] ?? "", Clock.GetUtcNow()));
        return Send(chat, JivoEvents.ClientMessage, (happened, mixed) =>
        {
            happened["agents_online"] = AgentsOnline;
            happened["sender"] = new JsonObject
            {
                ["id"] = mixed ? chat.ClientId : chat.Client, ["name"] = chat.ClientName, ["url"] = chat.Page.ToString(), ["has_contacts"] = chat.ClientInfo is not null,
            };
            message["timestamp"] = Timestamp(mixed);
            happened["message"] = message;
            happened["channel"] = new JsonObject { ["id"] = Id(chat.Bot.ChannelId, mixed), ["type"] = chat.Bot.ChannelType };
        });
    }

    /// <summary>An agent takes the chat, asked by the bot, by the client or by nobody.</summary>
    public string AgentJoins(JivoChat chat)
    {
        chat.Move(JivoChatState.Agent, JivoChatState.Bot, JivoChatState.Invited);
        return Send(chat, JivoEvents.AgentJoined, (happened, _) => happened["agent"] = Agent.DeepClone());
    }

    /// <summary>An agent writes to the client.</summary>
    public string AgentWrites(JivoChat chat, string text)
    {
        chat.Say(new JivoLine(JivoSpeaker.Agent, text, Clock.GetUtcNow()));
        return Send(chat, JivoEvents.AgentMessage, (happened, mixed) =>
        {
            happened["agent"] = Agent.DeepClone();
            happened["message"] = new JsonObject { ["type"] = "TEXT", ["text"] = text, ["timestamp"] = Timestamp(mixed) };
        });
    }

    /// <summary>Nobody can take the chat: it is the bot's again.</summary>
    public string AgentUnavailable(JivoChat chat)
    {
        chat.Move(JivoChatState.Bot, JivoChatState.Invited);
        return Send(chat, JivoEvents.AgentUnavailable, (_, _) => { });
    }

    /// <summary>The chat is closed.</summary>
    public string CloseChat(JivoChat chat)
    {
        chat.Move(JivoChatState.Closed, JivoChatState.Bot, JivoChatState.Invited, JivoChatState.Agent);
        return Send(chat, JivoEvents.ChatClosed, (_, _) => { });
    }

    /// <summary>Something happens that nobody has described.</summary>
    public string SendUnknown(JivoChat chat, string eventName) => Send(chat, eventName, (_, _) => { });

    internal JivoChat? ChatOf(long number) => chats.GetValueOrDefault(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A client's chat whose number is known already; it is the client's too.</summary>
    internal JivoChat OpenChat(long number, string name) =>
        chats.GetOrAdd(number.ToString(System.Globalization.CultureInfo.InvariantCulture), _ => new JivoChat(number, number, Bot, name, Home.Messages));

    private JivoChat Open(long client, string name, JivoBot bot)
    {
        var chat = new JivoChat(Next(), client, bot, name, Home.Messages);
        chats[chat.Id] = chat;
        return chat;
    }

    private string Send(JivoChat chat, string name, Action<JsonObject, bool> fill)
    {
        var id = Guid.NewGuid().ToString();
        var update = Updates.Add(id, chat.Id, name, Clock.GetUtcNow());
        var mixed = IdForm == JivoIdForm.Mixed && update.Number % 2 == 0;
        var happened = new JsonObject
        {
            ["event"] = name, ["id"] = id, ["site_id"] = Id(chat.Bot.SiteId, mixed), ["client_id"] = Id(chat.Client, mixed), ["chat_id"] = Id(chat.Number, mixed),
        };
        fill(happened, mixed);
        if (chat.Bot.Address is not { } address)
        {
            update.State = UpdateState.Nowhere;
            return id;
        }

        var acts = chat.BotActs;
        courier.Take(new Parcel(update, address, JivoJson.Bytes(happened), Delivery.BotRules(), [])
        {
            Then = state => Settled(chat, name, state, acts),
        });
        return id;
    }

    /// <summary>A client whose message the bot's server does not take goes to an agent; one whose message it took waits for what it says.</summary>
    private void Settled(JivoChat chat, string name, UpdateState state, int acts)
    {
        if (name != JivoEvents.ClientMessage || chat.State is not (JivoChatState.Bot or JivoChatState.Invited)) return;
        if (state == UpdateState.Lost) HandOver(chat, "the bot did not answer with 200");
        else if (AnswerDeadline is { } deadline)
            chat.WaitForBot(acts, () => Clock.CreateTimer(_ => HandOver(chat, "the bot said nothing in time"), null, deadline, Timeout.InfiniteTimeSpan));
    }

    private void HandOver(JivoChat chat, string reason)
    {
        if (chat.Move(JivoChatState.Agent, JivoChatState.Bot, JivoChatState.Invited)) handoffs.Add(new JivoHandoff(chat.Id, reason, Clock.GetUtcNow()));
    }

    private JsonNode Id(long number, bool mixed)
    {
        if (IdForm == JivoIdForm.Numbers || mixed) return number;
        return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private JsonNode Timestamp(bool mixed)
    {
        var seconds = Clock.GetUtcNow().ToUnixTimeSeconds();
        return mixed ? seconds.ToString(System.Globalization.CultureInfo.InvariantCulture) : seconds;
    }
}
