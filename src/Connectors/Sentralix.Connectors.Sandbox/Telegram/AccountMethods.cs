using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>What a bot asks about itself, its chats and their people.</summary>
internal static class AccountMethods
{
    public static ApiAnswer GetMe(Call call) => ApiAnswer.Result(json =>
    {
        json.WriteStartObject();
        call.Bot.WriteUserMembers(json);
        json.WriteBoolean("can_join_groups", true);
        json.WriteBoolean("can_connect_to_business", call.Bot.SpeaksForPeople);
        foreach (var able in (string[])
                 [
                     "can_read_all_group_messages", "supports_inline_queries", "has_main_web_app", "has_topics_enabled",
                     "allows_users_to_create_topics", "can_manage_bots", "supports_guest_queries", "supports_join_request_queries",
                 ])
        {
            json.WriteBoolean(able, false);
        }

        json.WriteEndObject();
    });

    public static ApiAnswer GetChat(Call call)
    {
        if (call.Arguments.Number("chat_id") is not { } id || call.Bot.Find(id) is not { } chat) return ApiAnswer.Bad("chat not found");
        return ApiAnswer.Result(json =>
        {
            json.WriteStartObject();
            chat.WriteMembers(json);
            json.WriteNumber("accent_color_id", 0);
            json.WriteNumber("max_reaction_count", 11);
            json.WriteStartObject("accepted_gift_types");
            foreach (var gift in (string[])["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]) json.WriteBoolean(gift, false);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public static ApiAnswer GetChatMember(Call call)
    {
        if (call.Arguments.Number("chat_id") is not { } id || call.Bot.Find(id) is not { } chat) return ApiAnswer.Bad("chat not found");
        var user = call.Arguments.Number("user_id");
        if (user == call.Bot.Id) return ApiAnswer.Result(json => BotAccount.WriteMembership(json, chat.Bot, chat.Standing));
        return chat.Person is { } person && person.Id == user
            ? ApiAnswer.Result(json =>
            {
                json.WriteStartObject();
                json.WriteString("status", "member");
                json.WritePropertyName("user");
                person.Write(json);
                json.WriteEndObject();
            })
            : ApiAnswer.Bad("user not found");
    }

    public static ApiAnswer LeaveChat(Call call)
    {
        if (call.Chat(out var chat) is { } refusal) return refusal;
        if (chat.Kind is ChatKind.Private) return ApiAnswer.Bad("chat member status can't be changed in private chats");
        call.Bot.Leave(chat);
        call.Bot.Witness(call, chat, "", "");
        return ApiAnswer.True;
    }

    public static ApiAnswer SetMyCommands(Call call)
    {
        if (!call.Arguments.Structure("commands", out var given) || given is not { ValueKind: JsonValueKind.Array } commands) return ApiAnswer.Bad("can't parse commands JSON object");
        if (commands.GetArrayLength() > 100) return ApiAnswer.Bad("BOT_COMMANDS_TOO_MUCH");
        foreach (var command in commands.EnumerateArray())
        {
            var inner = Arguments.Of(command);
            var name = inner.Text("command") ?? "";
            if (name.Length is 0 or > 32 || name.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))) return ApiAnswer.Bad("BOT_COMMAND_INVALID");
            if (inner.Text("description") is not { Length: > 0 and <= 256 }) return ApiAnswer.Bad("BOT_COMMAND_DESCRIPTION_INVALID");
        }

        call.Bot.Commands = commands.GetRawText();
        return ApiAnswer.True;
    }

    public static ApiAnswer GetMyCommands(Call call) => ApiAnswer.Result(json => json.WriteRawValue(call.Bot.Commands));

    public static ApiAnswer DeleteMyCommands(Call call)
    {
        call.Bot.Commands = "[]";
        return ApiAnswer.True;
    }

    public static ApiAnswer SetChatMenuButton(Call call) =>
        call.Arguments.Structure("menu_button", out var button) && button is null or { ValueKind: JsonValueKind.Object } ? ApiAnswer.True : ApiAnswer.Bad("can't parse menu button JSON object");

    /// <summary>Nobody here has a picture.</summary>
    public static ApiAnswer GetUserProfilePhotos(Call call) => call.Arguments.Number("user_id") is { } id && call.Bot.Find(id) is { Kind: ChatKind.Private }
        ? ApiAnswer.Result(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total_count", 0);
            json.WriteStartArray("photos");
            json.WriteEndArray();
            json.WriteEndObject();
        })
        : ApiAnswer.Bad("user not found");
}
