using System.Text.Json;
using Refit;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Contracts.Messengers;

/// <summary>What the core asks of a messenger's service. Standard contract of every messenger, under its own prefix (<c>~</c>).</summary>
[Contract("~"), Family("telegram", "vk", "avito", "max", "jivosite")]
public interface IMessenger
{
    /// <summary>Takes a message to be sent. It is durable when this answers. The same message id gives the first answer again, for ever.</summary>
    /// <returns>202 with what was degraded; <c>not_found</c> for a conversation that this channel does not have; <c>connection_disabled</c> (409).</returns>
    [Post("/~/v1/messages"), Scope("channels:send"), Answers(202)]
    Task<Result<SendAccepted>> Send([Body] OutboundMessage body, CancellationToken cancellation);

    /// <summary>How far a message is, segment by segment.</summary>
    [Get("/~/v1/messages/{id}"), Scope("channels:read")]
    Task<Result<OutboundView>> Get(string id, CancellationToken cancellation);

    /// <summary>Messages whose outcome is not known, oldest first.</summary>
    [Get("/~/v1/uncertain"), Scope("channels:read")]
    Task<Result<Page<OutboundView>>> Uncertain(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>A person says what became of a segment whose outcome is not known.</summary>
    /// <returns>The message; <c>not_uncertain</c> (409).</returns>
    [Post("/~/v1/messages/{id}/resolve"), Scope("channels:send")]
    Task<Result<OutboundView>> Resolve(string id, [Body] ResolveUncertain body, CancellationToken cancellation);

    /// <summary>From now on nothing the assistant said under an epoch below this one leaves. A lower epoch than the highest seen changes
    /// nothing. It answers when no older message is being sent any more, or says which are.</summary>
    [Put("/~/v1/conversations/{id}/fence"), Scope("channels:fence")]
    Task<Result<Fence>> RaiseFence(string id, [Body] Fence body, CancellationToken cancellation);

    /// <summary>Shows the contact that something is being written; passes by itself within seconds. Where the channel has no such sign it does nothing.</summary>
    [Post("/~/v1/conversations/{id}/typing"), Scope("channels:send")]
    Task<Result<Done>> Typing(string id, CancellationToken cancellation);

    /// <summary>What a connection's channel can do.</summary>
    [Get("/~/v1/connections/{id}/capabilities"), Scope("channels:read")]
    Task<Result<Capabilities>> Capabilities(string id, CancellationToken cancellation);

    /// <summary>Gives a message a new form. While it waits, it is changed before it leaves; what the channel has taken is changed there, in its
    /// turn among the conversation's messages. A text that became longer than its messages goes on in new ones.</summary>
    /// <returns>202 with what was degraded; <c>not_found</c>; <c>not_supported</c> and <c>edit_window_closed</c> (409) where the channel cannot
    /// and no other way was asked for; <c>message_uncertain</c>, <c>message_not_sent</c>, <c>message_deleted</c>, <c>channel_message_unknown</c> (409).</returns>
    [Post("/~/v1/messages/{id}/edit"), Scope("channels:send"), Answers(202)]
    Task<Result<CommandAccepted>> Edit(string id, [Body] EditMessage body, CancellationToken cancellation);

    /// <summary>Takes a message back, with all that it was divided into. What waits never leaves.</summary>
    /// <returns>202; <c>not_found</c>; <c>not_supported</c>, <c>delete_window_closed</c>, <c>message_uncertain</c>, <c>channel_message_unknown</c> (409).</returns>
    [Post("/~/v1/messages/{id}/delete"), Scope("channels:send"), Answers(202)]
    Task<Result<CommandAccepted>> Delete(string id, [Body] DeleteMessage body, CancellationToken cancellation);

    /// <summary>Asks the channel's own people to take the conversation, after what was said before. Whether they come is told by events.</summary>
    /// <returns>202; <c>not_found</c>; <c>not_supported</c> (409) where the channel has no people of its own.</returns>
    [Post("/~/v1/conversations/{id}/hand-off"), Scope("channels:send"), Answers(202)]
    Task<Result<CommandAccepted>> HandOff(string id, [Body] HandOff body, CancellationToken cancellation);

    /// <summary>How far an edit, a deletion or a hand-off is.</summary>
    [Get("/~/v1/conversations/{id}/commands/{command}"), Scope("channels:read")]
    Task<Result<CommandView>> Command(string id, string command, CancellationToken cancellation);

    /// <summary>Shows the contact that his messages were read. Best effort: it is done now or not at all.</summary>
    /// <returns>Done; <c>not_found</c>; <c>not_supported</c> (409); <c>channel_refused</c> (502) with the channel's words.</returns>
    [Put("/~/v1/conversations/{id}/read"), Scope("channels:send")]
    Task<Result<Done>> MarkRead(string id, [Body] ReadUpTo body, CancellationToken cancellation);

    /// <summary>Puts a sign under a contact's message, or takes it back. Best effort: it is done now or not at all.</summary>
    /// <returns>Done; <c>not_found</c>; <c>not_supported</c> (409), also for a sign that the channel does not have; <c>channel_refused</c> (502) with
    /// the channel's words.</returns>
    [Put("/~/v1/conversations/{id}/reaction"), Scope("channels:send")]
    Task<Result<Done>> React(string id, [Body] Reaction body, CancellationToken cancellation);

    /// <summary>Answers a press of a button whose keyboard waits for it (<see cref="Keyboard.AnswerWithinMs"/>). The press is named by the
    /// <c>client_message_id</c> of its message. Best effort: it is done now or not at all.</summary>
    /// <returns>What was degraded; <c>not_found</c>, also where the time is over; <c>already_answered</c> (409); <c>channel_refused</c> (502) with the
    /// channel's words.</returns>
    [Put("/~/v1/presses/{id}/answer"), Scope("channels:send")]
    Task<Result<PressAnswered>> AnswerPress(string id, [Body] PressAnswer body, CancellationToken cancellation);

    /// <summary>Shows an answer while it is being written: the text so far, of which only the newest counts. Best effort: it passes by itself, a
    /// message is never held up by it, and after the message was handed over nothing of it is shown.</summary>
    /// <returns>Done, also where a newer text went instead; <c>not_found</c>; <c>not_supported</c> (409); <c>superseded</c> (409) behind the fence.</returns>
    [Put("/~/v1/conversations/{id}/draft"), Scope("channels:send")]
    Task<Result<Done>> Draft(string id, [Body] Draft body, CancellationToken cancellation);
}

/// <summary>A message for a conversation's contact.</summary>
public sealed record OutboundMessage : IValidated
{
    /// <summary>The message's id in the core; the key under which it is sent once.</summary>
    public required string MessageId { get; init; }

    /// <summary>The conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>The epoch of control under which it was made.</summary>
    public required long Epoch { get; init; }

    /// <summary>What it says.</summary>
    public required IReadOnlyList<MessagePart> Parts { get; init; }

    /// <summary>Buttons under it.</summary>
    public Keyboard? Keyboard { get; init; }

    /// <summary>What to do when the outcome of sending cannot be known and the channel has no way to find out: <c>hold</c> or <c>retry</c>;
    /// left out: what the connection's setting <c>on_uncertain</c> says, and without it <c>hold</c>.</summary>
    public UncertainPolicy? OnUncertain { get; init; }

    /// <summary>Not after; left out: ten minutes. A late answer is worse than none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(!Ids.IsValid("msg", MessageId), "message_id", "must be a message's id");
        faults.Text("conversation_id", ConversationId, Ids.MaxLength);
        faults.When(Epoch < 0, "epoch", "must not be negative");
        MessagePart.Validate(faults, Parts);
        Keyboard?.Validate(faults);
    }
}

/// <summary>What to do with a send whose outcome cannot be known.</summary>
public enum UncertainPolicy
{
    /// <summary>Wait for a person or a rule: nothing is said twice.</summary>
    Hold,

    /// <summary>Send again: nothing stays unsaid.</summary>
    Retry,
}

/// <summary>Buttons under a message.</summary>
public sealed record Keyboard
{
    /// <summary>Rows of buttons. At most 100 in all.</summary>
    public required IReadOnlyList<IReadOnlyList<KeyboardButton>> Rows { get; init; }

    /// <summary>How long a press waits to be answered by the caller before it is answered with nothing, in milliseconds, at most 15,000; left
    /// out: at once. Only where the channel shows an answer.</summary>
    public int? AnswerWithinMs { get; init; }

    internal void Validate(Faults faults)
    {
        var buttons = 0;
        for (var row = 0; row < Rows.Count; row++)
        {
            for (var i = 0; i < Rows[row].Count; i++)
            {
                buttons++;
                Rows[row][i].Validate(faults, $"keyboard.rows[{row}][{i}]");
            }
        }

        faults.When(buttons is < 1 or > 100, "keyboard.rows", "must have 1 to 100 buttons");
        faults.When(AnswerWithinMs is < 1 or > 15_000, "keyboard.answer_within_ms", "must be from 1 to 15000");
    }
}

/// <summary>A button. With <see cref="Url"/> it opens a page; else a press comes back as an event with its <see cref="Value"/>.</summary>
public sealed record KeyboardButton
{
    /// <summary>The longest label, in characters.</summary>
    public const int MaxLabel = 128;

    /// <summary>The longest value, in characters of JSON.</summary>
    public const int MaxValue = 4096;

    /// <summary>1–128 characters.</summary>
    public required string Label { get; init; }

    /// <summary>Any JSON up to 4 KB; kept here, so that no channel's limit applies. Left out: the label.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The page it opens.</summary>
    public string? Url { get; init; }

    internal static bool Opens(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    internal void Validate(Faults faults, string field)
    {
        faults.Text($"{field}.label", Label, MaxLabel);
        faults.When(Url is { } url && !Opens(url), $"{field}.url", "must be an http or https address");
        faults.When(Value is { } value && value.GetRawText().Length > MaxValue, $"{field}.value", $"must have at most {MaxValue} characters");
    }
}

/// <summary>A message that will be sent.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Segments">Into how many messages of the channel it was divided.</param>
/// <param name="Degraded">What the channel could not do as asked.</param>
/// <param name="Duplicate">Whether it had been taken before.</param>
public sealed record SendAccepted(string MessageId, int Segments, IReadOnlyList<Degradation> Degraded, bool Duplicate);

/// <summary>Something a channel could not do as asked.</summary>
/// <param name="What"><c>formatting</c>, <c>length</c>, <c>buttons</c>, <c>media</c>, <c>carousel</c>, <c>card</c> …</param>
/// <param name="Used">What was done instead: <c>plain_text</c>, <c>split</c>, <c>numbered_list</c>, <c>cards</c>, <c>message</c> …</param>
public sealed record Degradation(string What, string Used);

/// <summary>How far a message is.</summary>
public sealed record OutboundView(
    string MessageId, string ConversationId, string ConnectionId, long Epoch, SendStatus Status, IReadOnlyList<SegmentView> Segments, DateTimeOffset CreatedAt);

/// <summary>How far one of the channel's messages is.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Status">How far.</param>
/// <param name="ChannelMessageId">Its id in the channel, once that is known.</param>
/// <param name="Attempts">How often sending was begun.</param>
/// <param name="Error">Why it was not sent, or is not known to be.</param>
public sealed record SegmentView(int Number, SendStatus Status, string? ChannelMessageId, int Attempts, ChannelError? Error);

/// <summary>What a channel answered instead of doing it.</summary>
/// <param name="Code">One of the platform's: <c>unauthorized</c>, <c>recipient_unreachable</c>, <c>rate_limited</c>, <c>content_rejected</c>, <c>network</c> …</param>
/// <param name="ChannelCode">The channel's own.</param>
/// <param name="Message">The channel's words, without secrets.</param>
public sealed record ChannelError(string Code, string? ChannelCode, string Message);

/// <summary>What became of a segment whose outcome was not known.</summary>
public sealed record ResolveUncertain
{
    /// <summary>From 0.</summary>
    public required int Segment { get; init; }

    /// <summary>What a person knows or decides.</summary>
    public required UncertainResolution As { get; init; }
}

/// <summary>What a person knows or decides of a segment.</summary>
public enum UncertainResolution
{
    /// <summary>The contact has it.</summary>
    Sent,

    /// <summary>The contact does not have it: send it again.</summary>
    Resend,

    /// <summary>The contact does not have it, and need not get it.</summary>
    Drop,
}

/// <summary>What a channel can do. Numbers are the channel's; 0 and false: it cannot.</summary>
public sealed record Capabilities
{
    /// <summary>The longest text of one message, in UTF-16 code units.</summary>
    public required int MaxText { get; init; }

    /// <summary>Whether texts may be formatted.</summary>
    public bool Formatting { get; init; }

    /// <summary>Most buttons under one message.</summary>
    public int Buttons { get; init; }

    /// <summary>Whether a button may open a page.</summary>
    public bool UrlButtons { get; init; }

    /// <summary>Most cards in a row; 0: a card is a message of its own.</summary>
    public int Cards { get; init; }

    /// <summary>Whether pictures can be sent.</summary>
    public bool ImagesOut { get; init; }

    /// <summary>Whether files can be sent.</summary>
    public bool FilesOut { get; init; }

    /// <summary>Whether voice can be sent.</summary>
    public bool VoiceOut { get; init; }

    /// <summary>Whether the contact can be shown that something is being written.</summary>
    public bool Typing { get; init; }

    /// <summary>Whether own messages can be edited.</summary>
    public bool Edit { get; init; }

    /// <summary>Whether own messages can be deleted.</summary>
    public bool Delete { get; init; }

    /// <summary>Whether the channel tells what was read.</summary>
    public bool ReadReceipts { get; init; }

    /// <summary>How the outcome of a cut send can be found out: <c>key</c> (the channel drops repetitions), <c>readback</c> (its history can be read), <c>none</c>.</summary>
    public required string Reconcile { get; init; }

    /// <summary>Whether the channel tells of a human who answers in its own application.</summary>
    public bool Echo { get; init; }

    /// <summary>How long after a message was sent it can be edited, in milliseconds; null: for ever, or not at all.</summary>
    public long? EditWindowMs { get; init; }

    /// <summary>How long after a message was sent it can be deleted, in milliseconds; null: for ever, or not at all.</summary>
    public long? DeleteWindowMs { get; init; }

    /// <summary>Whether the contact can be shown that his messages were read.</summary>
    public bool MarkRead { get; init; }

    /// <summary>Whether a sign can be put under a contact's message.</summary>
    public bool Reactions { get; init; }

    /// <summary>Whether words can be shown to whoever presses a button.</summary>
    public bool PressAnswers { get; init; }

    /// <summary>Whether the channel has people of its own who can be asked to take a conversation.</summary>
    public bool HandOff { get; init; }

    /// <summary>Whether an answer can be shown while it is being written.</summary>
    public bool Drafts { get; init; }
}
