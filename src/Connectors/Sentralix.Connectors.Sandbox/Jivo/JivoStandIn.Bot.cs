using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>The Bot API as a bot calls it.</summary>
public sealed partial class JivoStandIn
{
    private async Task TakeFromBot(HttpContext http)
    {
        if (Guard(http) is { } refused)
        {
            await Tell(http, JivoOperations.Bot, refused);
            return;
        }

        // Read before the fault is drawn: one address takes every event, and only the body names it.
        var body = await Body(http);
        var name = body is { } known ? JivoJson.Text(known, "event") : null;
        var operation = name is JivoOperations.BotMessage or JivoOperations.InviteAgent or JivoOperations.ClientInfo ? name : JivoOperations.Bot;
        await Serve(http, operation, told =>
        {
            var reply = body is { } json ? Take(json, operation, told) : JivoReply.Error(400, "invalid_request", "the body is not a JSON object");
            return Task.FromResult<Func<Task>>(() => Tell(http, operation, reply));
        });
    }

    private JivoReply? Guard(HttpContext http)
    {
        if (!bots.TryGetValue((string)http.GetRouteValue("provider")!, out var bot)) return JivoReply.Error(404, "invalid_client", "there is no such provider");
        var token = (string)http.GetRouteValue("token")!;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(bot.Token), Encoding.UTF8.GetBytes(token))) return JivoReply.Error(401, "unauthorized_client", "the token is wrong");
        if (!HttpMethods.IsPost(http.Request.Method)) return JivoReply.Error(405, "invalid_request", "only POST is supported");
        return IsJson(http) ? null : JivoReply.Error(400, "invalid_request", "application/json is required");
    }

    private JivoReply Take(JsonElement body, string operation, bool told)
    {
        if (operation == JivoOperations.Bot) return JivoReply.Error(405, "invalid_request", "the event is not supported");
        if (JivoJson.Text(body, "id") is not { Length: > 0 } id) return Invalid("id must be a string");
        if (JivoJson.Text(body, "client_id") is not { } client) return Invalid("client_id must be a string");
        if (JivoJson.Text(body, "chat_id") is not { } chatId) return Invalid("chat_id must be a string");
        if (!chats.TryGetValue(chatId, out var chat) || chat.ClientId != client) return Invalid("there is no such chat of this client");
        if (chat.State == JivoChatState.Closed) return Invalid("the chat is closed");

        return operation switch
        {
            JivoOperations.BotMessage => TakeMessage(chat, id, body, told),
            JivoOperations.InviteAgent => TakeInvitation(chat, id, body, told),
            _ => TakeClientInfo(chat, id, body, told),
        };
    }

    private JivoReply TakeMessage(JivoChat chat, string id, JsonElement body, bool told)
    {
        if (JivoBotMessage.Read(body, Limits, out var complaint) is not { } message) return Invalid(complaint!);
        chat.BotActed();
        if (!chat.IsNew(id) && DedupesBotMessages) return JivoReply.Taken;

        var sent = new SentMessage(JivoOperations.BotMessage, chat.Id, id, message.Text, body, Clock.GetUtcNow(), told);
        if (chat.State == JivoChatState.Agent) intrusions.Add(sent);
        chat.Say(new JivoLine(JivoSpeaker.Bot, message.Text, sent.At));
        chat.Buttons = message.Buttons;
        Sent.Add(sent);
        return JivoReply.Taken;
    }

    private JivoReply TakeInvitation(JivoChat chat, string id, JsonElement body, bool told)
    {
        chat.BotActed();
        Sent.Add(new SentMessage(JivoOperations.InviteAgent, chat.Id, id, "", body, Clock.GetUtcNow(), told));
        if (!chat.Move(JivoChatState.Invited, JivoChatState.Bot) || InviteAnswer == JivoInviteAnswer.WhenTold) return JivoReply.Taken;
        if (AgentsOnline) AgentJoins(chat);
        else AgentUnavailable(chat);
        return JivoReply.Taken;
    }

    private JivoReply TakeClientInfo(JivoChat chat, string id, JsonElement body, bool told)
    {
        if (!body.TryGetProperty("client_info", out var info) || info.ValueKind != JsonValueKind.Object) return Invalid("client_info is required");
        chat.ClientInfo = info;
        Sent.Add(new SentMessage(JivoOperations.ClientInfo, chat.Id, id, "", body, Clock.GetUtcNow(), told));
        return JivoReply.Taken;
    }

    private static JivoReply Invalid(string message) => JivoReply.Error(400, "invalid_request", message);
}
