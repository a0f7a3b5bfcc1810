using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>What a bot does in the account of a person for whom it speaks, beside sending.</summary>
internal static class BusinessMethods
{
    private static readonly TimeSpan AliveFor = TimeSpan.FromHours(24);

    public static ApiAnswer GetConnection(Call call) => Account(call, out var account) is { } refusal ? refusal : ApiAnswer.Result(account.Write);

    /// <summary>The chat of a call that names a connection. Null: the bot may speak there.</summary>
    public static ApiAnswer? Chat(Call call, out Chat chat)
    {
        chat = null!;
        if (Account(call, out var account) is { } refusal) return refusal;
        if (Found(call, account, out chat) is { } unknown) return unknown;
        return account.Rights.CanReply ? null : NoRights;
    }

    public static ApiAnswer Read(Call call)
    {
        if (Account(call, out var account) is { } refusal) return refusal;
        if (Found(call, account, out var chat) is { } unknown) return unknown;
        if (!account.Rights.CanRead) return NoRights;
        var id = (int)(call.Arguments.Number("message_id") ?? 0);
        lock (chat.Gate)
        {
            if (!chat.Messages.TryGetValue(id, out var message) || message.From?.Id != chat.Id) return ApiAnswer.Bad("message not found");
            if (call.Bot.Now() - message.Date > AliveFor.TotalSeconds) return ApiAnswer.Bad("BUSINESS_PEER_USAGE_MISSING");
            chat.ReadUpTo = Math.Max(chat.ReadUpTo ?? 0, id);
            call.Bot.Witness(call, chat, id.ToString(CultureInfo.InvariantCulture), "");
        }

        return ApiAnswer.True;
    }

    public static ApiAnswer Delete(Call call)
    {
        if (Account(call, out var account) is { } refusal) return refusal;
        if (!call.Arguments.Structure("message_ids", out var given) || given is not { ValueKind: JsonValueKind.Array } list) return ApiAnswer.Bad("message identifiers are not specified");
        var ids = list.EnumerateArray().Where(id => id.ValueKind is JsonValueKind.Number).Select(id => id.GetInt32()).ToList();
        if (ids.Count is 0 or > 100) return ApiAnswer.Bad("too many message identifiers specified");

        // All of one call are of one chat; those that are not there any more are skipped without a word.
        var chats = account.Chats.Where(chat => ids.Exists(id => Has(chat, id))).ToList();
        if (chats.Count > 1) return ApiAnswer.Bad("MESSAGE_ID_INVALID");
        if (chats is not [var chat]) return ApiAnswer.True;
        lock (chat.Gate)
        {
            var there = ids.FindAll(chat.Messages.ContainsKey);
            if (!account.Rights.CanDeleteAll && (!account.Rights.CanDeleteSent || there.Exists(id => chat.Messages[id].From is not null))) return NoRights;
            foreach (var id in there)
            {
                chat.Messages.Remove(id);
                call.Bot.Witness(call, chat, id.ToString(CultureInfo.InvariantCulture), "");
            }
        }

        return ApiAnswer.True;
    }

    // Telegram does not publish its words for this; these are what it says elsewhere.
    private static ApiAnswer NoRights => ApiAnswer.Bad("not enough rights");

    private static bool Has(Chat chat, int id)
    {
        lock (chat.Gate) return chat.Messages.ContainsKey(id);
    }

    private static ApiAnswer? Account(Call call, out BusinessAccount account)
    {
        account = null!;
        if (call.Arguments.Text("business_connection_id") is not { Length: > 0 } id || call.Bot.FindBusiness(id) is not { } found) return ApiAnswer.Bad("business connection not found");
        account = found;
        return found.IsEnabled || call.Method == "getBusinessConnection" ? null : ApiAnswer.Bad("BUSINESS_CONNECTION_INVALID");
    }

    private static ApiAnswer? Found(Call call, BusinessAccount account, out Chat chat)
    {
        chat = null!;
        if (call.Arguments.Number("chat_id") is not { } id || account.Find(id) is not { } found) return ApiAnswer.Bad("BUSINESS_PEER_INVALID");
        chat = found;
        return null;
    }
}
