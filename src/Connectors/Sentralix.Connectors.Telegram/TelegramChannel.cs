using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Connectors.Telegram.Sending;
using Sentralix.Connectors.Telegram.Updates;
using Sentralix.Connectors.Telegram.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace Sentralix.Connectors.Telegram;

/// <summary>Telegram, by its Bot API.</summary>
/// <param name="files">Where the bytes of files to be sent are; null: files are named in words only.</param>
internal sealed class TelegramChannel(OpenOutgoingFile? files = null) : IChannel
{
    private const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    // Telegram cuts longer waits to this.
    private static readonly TimeSpan PollWait = TimeSpan.FromSeconds(25);

    private static readonly UpdateType[] Wanted =
        [UpdateType.Message, UpdateType.EditedMessage, UpdateType.CallbackQuery, UpdateType.MyChatMember, UpdateType.MessageReaction, UpdateType.StoppedMessageGeneration];

    private static readonly UpdateType[] WantedOfBusiness =
        [.. Wanted, UpdateType.BusinessConnection, UpdateType.BusinessMessage, UpdateType.EditedBusinessMessage, UpdateType.DeletedBusinessMessages];

    private readonly Composer composer = new(files is not null);

    private readonly Sender sender = new(files);

    private readonly Changes changes = new(files);

    public Channel Kind => Channel.Telegram;

    public Capabilities Capabilities { get; } = new()
    {
        MaxText = Composer.MaxText,
        Formatting = true,
        Buttons = Composer.MaxButtons,
        UrlButtons = true,
        ImagesOut = files is not null,
        FilesOut = files is not null,
        VoiceOut = files is not null,
        Typing = true,
        Edit = true,
        Delete = true,
        DeleteWindowMs = (long)Changes.DeletableFor.TotalMilliseconds,
        Reactions = true,
        PressAnswers = true,
        Drafts = true,
        Reconcile = "none",
    };

    // A bot marks messages as read only for the person for whom it speaks.
    public Capabilities CapabilitiesOf(Access access) => Capabilities with { MarkRead = SpeaksForPeople(access) };

    /// <summary>A little under what Telegram publishes: 30 a second in all, one a second in a chat, 20 a minute in a group.</summary>
    public SendLimits Limits { get; } = new(27, 1, 2, 18);

    // Groups have ids below zero.
    public bool IsGroup(string thread) => thread.StartsWith('-');

    public ConnectionForm Form => TelegramForm.Form;

    public async Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation)
    {
        var me = await new TelegramApi(access).Ask("getMe", null, cancellation);
        if (Field(me, "id") is not { ValueKind: JsonValueKind.Number } id) throw new ChannelException(Trouble.Network("Telegram did not say who the bot is."));
        return new(id.GetRawText(), Field(me, "username")?.GetString() is { Length: > 0 } name ? $"@{name}" : Field(me, "first_name")?.GetString() ?? id.GetRawText());
    }

    public async Task SetHook(Access access, Hook hook, CancellationToken cancellation)
    {
        var api = new TelegramApi(access);
        await api.Ask("setWebhook", new SetWebhookRequest { Url = hook.Url.AbsoluteUri, SecretToken = hook.Secret, AllowedUpdates = Subscribed(access), MaxConnections = MaxConnections(access) }, cancellation);
        var health = await InspectHook(access, hook, cancellation);
        if (!health.IsSet) throw new ChannelException(new(ChannelErrors.Conflict, null, "Telegram took the hook, but names another one: somebody else uses the same token."));
    }

    // What is queued stays: the updates come when the hook is set again, or by polling.
    public async Task RemoveHook(Access access, CancellationToken cancellation) =>
        await new TelegramApi(access).Ask("deleteWebhook", new DeleteWebhookRequest { DropPendingUpdates = false }, cancellation);

    public async Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation)
    {
        var told = await new TelegramApi(access).Ask("getWebhookInfo", null, cancellation);
        var error = Field(told, "last_error_message")?.GetString();
        return new(
            Field(told, "url")?.GetString() == hook.Url.AbsoluteUri,
            Field(told, "pending_update_count") is { ValueKind: JsonValueKind.Number } pending && pending.TryGetInt32(out var count) ? count : null,
            error is null ? null : BotAddress.Of(access).Redact(error),
            Field(told, "last_error_date") is { ValueKind: JsonValueKind.Number } at && at.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null);
    }

    public HookReading ReadHook(Access access, HookCall call)
    {
        if (call.Rest.Length > 0 || !HookSecrets.Accept(access.HookSecrets, call.Headers(SecretHeader))) return new HookReading.Refused();
        try
        {
            return new HookReading.Updates([Envelope.Read(BotAddress.BotId(access), call.Body)]);
        }
        catch (JsonException e)
        {
            return new HookReading.Unreadable(e.Message);
        }
    }

    public async Task<Polled> Poll(Access access, string? position, CancellationToken cancellation)
    {
        var from = long.TryParse(position, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset) ? offset : (long?)null;
        var request = new Dictionary<string, object> { ["limit"] = 100, ["timeout"] = (int)PollWait.TotalSeconds, ["allowed_updates"] = Subscribed(access) };
        if (from is { } next) request["offset"] = next;
        var told = await new TelegramApi(access).Ask("getUpdates", request, cancellation, PollWait + TimeSpan.FromSeconds(10));
        if (told.ValueKind != JsonValueKind.Array) throw new ChannelException(Trouble.Network("Telegram gave no list of updates."));
        var updates = new List<RawUpdate>();
        foreach (var update in told.EnumerateArray())
        {
            // One without a number cannot be confirmed, and none is known to exist.
            if (Envelope.Number(update) is not { } number) continue;
            updates.Add(Envelope.Read(BotAddress.BotId(access), update));
            from = number + 1;
        }

        return new(updates, from?.ToString(CultureInfo.InvariantCulture));
    }

    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update) => UpdateReader.Read(update, MostMedia(access));

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons) => composer.Compose(message, buttons);

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => sender.Send(access, order, cancellation);

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation) =>
        throw new NotSupportedException("Telegram does not let bots read a chat's history.");

    public async Task ShowTyping(Access access, string thread, CancellationToken cancellation)
    {
        if (ChatThread.Parse(thread) is not { } chat) return;
        await new TelegramApi(access).Ask(
            "sendChatAction", new SendChatActionRequest { ChatId = chat.Chat, MessageThreadId = chat.Topic, BusinessConnectionId = chat.Business, Action = ChatAction.Typing }, cancellation);
    }

    public Task AnswerPress(Access access, string callback, CancellationToken cancellation) => AnswerPress(access, callback, new PressAnswer(), cancellation);

    public async Task<IReadOnlyList<Degradation>> AnswerPress(Access access, string callback, PressAnswer answer, CancellationToken cancellation)
    {
        var request = new AnswerCallbackQueryRequest { CallbackQueryId = callback, Text = answer.Text, ShowAlert = answer.Alert };
        var told = await new TelegramApi(access).Call("answerCallbackQuery", TelegramApi.Json(request), TelegramApi.CallTime, cancellation);
        if (told is Answer.Ok) return [];

        // After some time nothing waits for the answer any more.
        if (told is Answer.Failed { Code: 400 } failed && Trouble.Says(failed, "query is too old")) return answer.Text is null ? [] : [new("text", "left_out")];
        throw new ChannelException(Trouble.Of(told));
    }

    public bool CanEdit(string sent, string wanted) => Changes.CanEdit(Segment.Read(sent), Segment.Read(wanted));

    public Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation) => changes.Edit(access, order, cancellation);

    public Task<SendOutcome> Delete(Access access, string thread, string channelMessageId, CancellationToken cancellation) => Changes.Delete(access, thread, channelMessageId, cancellation);

    public async Task ShowDraft(Access access, string thread, OutboundMessage message, CancellationToken cancellation)
    {
        if (ChatThread.Parse(thread) is not { Chat: > 0, Business: null } chat) throw ChannelErrors.Unable("show answers while they are written outside private chats");
        var (text, entities) = composer.Draft(message);
        var request = new SendMessageDraftRequest
        {
            ChatId = chat.Chat,
            MessageThreadId = chat.Topic,
            DraftId = Changes.DraftId(message.MessageId),
            Text = text,
            Entities = entities,
            CanStop = true,
            KeepOnStop = true,
        };
        await new TelegramApi(access).Ask("sendMessageDraft", request, cancellation);
    }

    public async Task MarkRead(Access access, string thread, string? upTo, CancellationToken cancellation)
    {
        if (ChatThread.Parse(thread) is not { Business: { } business } chat) throw ChannelErrors.Unable("show that messages were read, except for a person for whom the bot speaks");
        if (Changes.Number(upTo) is not { } message) return;
        await new TelegramApi(access).Ask("readBusinessMessage", new ReadBusinessMessageRequest { BusinessConnectionId = business, ChatId = chat.Chat, MessageId = message }, cancellation);
    }

    public async Task React(Access access, string thread, string channelMessageId, string? emoji, CancellationToken cancellation)
    {
        if (ChatThread.Parse(thread) is not { } chat || Changes.Number(channelMessageId) is not { } message) throw new ChannelException(new(ChannelErrors.MessageGone, null, "Telegram has no such message."));
        var request = new SetMessageReactionRequest { ChatId = chat.Chat, MessageId = message, Reaction = emoji is null ? [] : [new ReactionTypeEmoji { Emoji = emoji }] };
        var told = await new TelegramApi(access).Call("setMessageReaction", TelegramApi.Json(request), TelegramApi.CallTime, cancellation);
        if (told is Answer.Failed { Code: 400 } failed && Trouble.Says(failed, "REACTION_INVALID")) throw ChannelErrors.Unable($"put {emoji} under a message");
        if (told is not Answer.Ok) throw new ChannelException(Trouble.Of(told));
    }

    public async Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation)
    {
        var api = new TelegramApi(access);
        var file = await api.Ask("getFile", new GetFileRequest { FileId = reference }, cancellation);
        if (Field(file, "file_path")?.GetString() is not { Length: > 0 } path) throw new ChannelException(new(Trouble.MediaExpired, null, "Telegram has no file of this name any more."));

        // A private server in local mode names a place on its own disk.
        if (path[0] == '/') throw new ChannelException(new(ChannelErrors.ContentRejected, null, "The Bot API server keeps files on its own disk (local mode) and does not give them out."));
        return await api.Open(path, cancellation);
    }

    private static UpdateType[] Subscribed(Access access) => SpeaksForPeople(access) ? WantedOfBusiness : Wanted;

    private static bool SpeaksForPeople(Access access) => access.Settings.GetValueOrDefault(TelegramForm.Business) == "true";

    private static int MaxConnections(Access access) =>
        int.TryParse(access.Settings.GetValueOrDefault(TelegramForm.MaxConnections), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 40;

    private static long MostMedia(Access access) => access.Settings.GetValueOrDefault(TelegramForm.ApiBaseUrl) is { Length: > 0 } ? long.MaxValue : MediaParts.PublicMost;

    private static JsonElement? Field(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value : null;
}
