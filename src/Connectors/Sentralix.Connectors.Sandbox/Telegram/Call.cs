namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A call of the Bot API.</summary>
/// <param name="Bot">The caller.</param>
/// <param name="Method">The method's name as the documentation writes it.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Told">Whether the caller will hear of it.</param>
/// <param name="Aborted">The caller has left.</param>
internal sealed record Call(BotAccount Bot, string Method, Arguments Arguments, bool Told, CancellationToken Aborted)
{
    public ApiAnswer? Chat(out Chat chat) => Chat("chat_id", out chat);

    /// <summary>Finds a chat that the bot may speak in. Null: it may.</summary>
    public ApiAnswer? Chat(string field, out Chat chat)
    {
        chat = null!;
        if (Arguments.Text("business_connection_id") is { Length: > 0 }) return BusinessMethods.Chat(this, out chat);
        if (Arguments.Text(field) is not { Length: > 0 }) return ApiAnswer.Bad("chat_id is empty");
        if (Arguments.Number(field) is not { } id || Bot.Find(id) is not { } found) return ApiAnswer.Bad("chat not found");
        chat = found;
        return chat.Refusal();
    }

    /// <summary>Counts messages against the limits. Null: they may pass.</summary>
    public ApiAnswer? Count(Chat chat, int messages = 1)
    {
        var now = Bot.Clock.GetUtcNow();
        if (chat.PerChat.Take(now, messages) is { } chatWait) return ApiAnswer.TooMany(chatWait);
        if (chat.PerGroup.Take(now, messages) is { } groupWait)
        {
            chat.PerChat.Return(messages);
            return ApiAnswer.TooMany(groupWait);
        }

        var perBot = Arguments.Flag("allow_paid_broadcast") ? Bot.PerBotPaid : Bot.PerBot;
        if (perBot.Take(now, messages) is not { } wait) return null;
        chat.PerChat.Return(messages);
        chat.PerGroup.Return(messages);
        return ApiAnswer.TooMany(wait);
    }

    /// <summary>Finds the message that this one answers. Null: it is well.</summary>
    public ApiAnswer? Reply(Chat chat, out Message? replyTo)
    {
        replyTo = null;
        if (!Arguments.Structure("reply_parameters", out var given)) return ApiAnswer.Bad("can't parse reply parameters JSON object");
        var id = Arguments.Number("reply_to_message_id");
        var lenient = Arguments.Flag("allow_sending_without_reply");
        if (given is { ValueKind: System.Text.Json.JsonValueKind.Object } parameters)
        {
            var inner = Arguments.Of(parameters);
            id = inner.Number("message_id");
            lenient = inner.Flag("allow_sending_without_reply");
        }

        if (id is null) return null;
        lock (chat.Gate) replyTo = chat.Messages.GetValueOrDefault((int)id.Value);
        return replyTo is null && !lenient ? ApiAnswer.Bad("message to be replied not found") : null;
    }
}
