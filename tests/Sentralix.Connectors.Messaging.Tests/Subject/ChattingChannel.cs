using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>A channel with a chat that can be looked at, whose calls a test can hold up, refuse, or cut after they were done.</summary>
internal sealed class ChattingChannel : IChannel, IClientComposer, ICallsPeople, IFillsSilence, IFillsCards
{
    private readonly ConcurrentQueue<string> calls = new();
    private readonly ConcurrentDictionary<string, string> chat = new();
    private int last;

    /// <summary>Every call, in order: <c>send Hello</c>, <c>edit 1 Hi</c>, <c>delete 1</c> …</summary>
    public IReadOnlyList<string> Calls => [.. calls];

    /// <summary>What the contact sees.</summary>
    public IReadOnlyList<string> Chat => [.. chat.OrderBy(m => int.Parse(m.Key, CultureInfo.InvariantCulture)).Select(m => m.Value)];

    /// <summary>What happens before a call is done; an outcome instead of null: it is not done.</summary>
    public Func<string, CancellationToken, Task<SendOutcome?>> Before { get; set; } = (_, _) => Task.FromResult<SendOutcome?>(null);

    /// <summary>What happens after a call was done; an outcome instead of null is told instead.</summary>
    public Func<string, CancellationToken, Task<SendOutcome?>> After { get; set; } = (_, _) => Task.FromResult<SendOutcome?>(null);

    /// <summary>How long a contact may wait before a person is called.</summary>
    public TimeSpan? Patience { get; set; }

    /// <summary>What is said while he waits.</summary>
    public SilenceFiller? Words { get; set; }

    public TimeSpan? AnswerWithin(Access access) => Patience;

    public SilenceFiller? Filler(Access access) => Words;

    public Task<SendOutcome> CallPerson(Access access, string thread, string key, CancellationToken cancellation) => Do("call", () => new SendOutcome.Sent(key), cancellation);

    public string Card(Access access, KnownContact contact) => JsonSerializer.Serialize(contact);

    public Channel Kind => Channel.Telegram;

    public bool PressesAreMessages { get; set; }

    public Capabilities Capabilities { get; set; } = new() { MaxText = 4096, Edit = true, Delete = true, HandOff = true, MarkRead = true, Reactions = true, PressAnswers = true, Drafts = true, Reconcile = "none" };

    public SendLimits Limits { get; set; } = new(1000, 1000, 1000);

    public ConnectionForm Form { get; } = new(new Dictionary<string, FormField>(), new Dictionary<string, FormField>());

    public bool IsGroup(string thread) => false;

    public Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation) => Task.FromResult(new ChannelIdentity("1", "Bot"));

    public Task SetHook(Access access, Hook hook, CancellationToken cancellation) => Task.CompletedTask;

    public Task RemoveHook(Access access, CancellationToken cancellation) => Task.CompletedTask;

    public Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation) => Task.FromResult(new HookHealth(true, null, null, null));

    public HookReading ReadHook(Access access, HookCall call) => new HookReading.Refused();

    public Task<Polled> Poll(Access access, string? position, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>A press: the update is the button's token.</summary>
    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update)
    {
        var told = JsonSerializer.Deserialize<Dictionary<string, string>>(update.Span)!;
        return told.TryGetValue("token", out var token)
            ? [new() { Type = ChannelEventTypes.ButtonPressed, Thread = "77", UserId = "77", ButtonToken = token, Callback = $"press-{token}" }]
            : [new() { Type = ChannelEventTypes.MessageReceived, Thread = "77", UserId = "77", ChannelMessageId = told["id"], Parts = [MessagePart.OfText(told["text"])] }];
    }

    /// <summary>Every part is a message; the buttons are under the last one.</summary>
    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons)
    {
        var segments = message.Parts.Select(part => part.Text!).ToList();
        if (buttons.Count > 0) segments[^1] += $" [{string.Join('|', buttons.Select(button => button.Token))}]";
        return new(segments, []);
    }

    /// <summary>What is known of the contact's application stands behind the last one.</summary>
    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons, string? client)
    {
        var composed = Compose(message, buttons);
        return client is null ? composed : composed with { Segments = [.. composed.Segments.SkipLast(1), $"{composed.Segments[^1]} for {client}"] };
    }

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => Do($"send {order.Content}", () =>
    {
        var id = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        chat[id] = order.Content;
        return new SendOutcome.Sent(id);
    }, cancellation);

    public Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation) => Do($"edit {order.ChannelMessageId} {order.Wanted}", () =>
    {
        chat[order.ChannelMessageId] = order.Wanted;
        return new SendOutcome.Sent(order.ChannelMessageId);
    }, cancellation);

    public Task<SendOutcome> Delete(Access access, string thread, string channelMessageId, CancellationToken cancellation) => Do($"delete {channelMessageId}", () =>
    {
        chat.TryRemove(channelMessageId, out _);
        return new SendOutcome.Sent(channelMessageId);
    }, cancellation);

    public Task<SendOutcome> HandOff(Access access, string thread, string key, CancellationToken cancellation) => Do("hand-off", () => new SendOutcome.Sent(key), cancellation);

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation) => throw new NotSupportedException();

    public Task ShowTyping(Access access, string thread, CancellationToken cancellation) => Signal("typing", cancellation);

    public Task MarkRead(Access access, string thread, string? upTo, CancellationToken cancellation) => Signal($"read {upTo}", cancellation);

    public Task React(Access access, string thread, string channelMessageId, string? emoji, CancellationToken cancellation) => Signal($"react {channelMessageId} {emoji}", cancellation);

    public Task ShowDraft(Access access, string thread, OutboundMessage message, CancellationToken cancellation) => Signal($"draft {(message.Parts is [{ Text: var text }] ? text : "")}", cancellation);

    public Task AnswerPress(Access access, string callback, CancellationToken cancellation) => Signal($"answer {callback}", cancellation);

    public async Task<IReadOnlyList<Degradation>> AnswerPress(Access access, string callback, PressAnswer answer, CancellationToken cancellation)
    {
        await Signal($"answer {callback} {answer.Text}", cancellation);
        return answer.Alert ? [new("alert", "notice")] : [];
    }

    public Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation) => throw new NotSupportedException();

    private async Task Signal(string call, CancellationToken cancellation)
    {
        if (await Do(call, () => new SendOutcome.Sent(""), cancellation) is SendOutcome.Refused refused) throw new ChannelException(refused.Error);
    }

    private async Task<SendOutcome> Do(string call, Func<SendOutcome> act, CancellationToken cancellation)
    {
        calls.Enqueue(call);
        if (await Before(call, cancellation) is { } instead) return instead;
        var done = act();
        return await After(call, cancellation) ?? done;
    }
}
