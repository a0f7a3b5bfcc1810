using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Max.Sending;
using Sentralix.Connectors.Max.Updates;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max;

/// <summary>MAX, by its Bot API.</summary>
internal sealed class MaxChannel : IChannel
{
    private const string SecretHeader = "X-Max-Bot-Api-Secret";

    // MAX cuts longer waits to 30 s.
    private static readonly TimeSpan PollWait = TimeSpan.FromSeconds(25);

    // Two polls a second are allowed, and a third is answered as too many.
    private static readonly TimeSpan PollStep = TimeSpan.FromMilliseconds(600);

    private readonly TimeProvider clock;
    private readonly Composer composer;
    private readonly Sender sender;
    private readonly Changes changes;
    private readonly Webhooks webhooks;
    private readonly ConcurrentDictionary<string, long> polledAt = new();

    /// <param name="clock">The time.</param>
    /// <param name="files">Where the bytes of files to be sent are; null: files are named in words only.</param>
    public MaxChannel(TimeProvider clock, OpenOutgoingFile? files = null)
    {
        this.clock = clock;
        composer = new(files is not null);
        var uploads = new Uploads(files);
        sender = new(uploads);
        changes = new(uploads);
        webhooks = new(clock);
        Capabilities = new()
        {
            MaxText = Composer.MaxText,
            Formatting = true,
            Buttons = KeyboardRows.MaxButtons,
            UrlButtons = true,
            ImagesOut = files is not null,
            FilesOut = files is not null,
            VoiceOut = files is not null,
            Typing = true,
            Edit = true,
            Delete = true,
            EditWindowMs = (long)Changes.EditableFor.TotalMilliseconds,
            PressAnswers = true,
            Reconcile = "readback",
        };
    }

    public Channel Kind => Channel.Max;

    public Capabilities Capabilities { get; }

    /// <summary>A little under what MAX publishes: 30 a second in all; the two a second in a chat are said of answers to presses, and kept here too.</summary>
    public SendLimits Limits { get; } = new(27, 2, 2);

    // Groups have ids below zero.
    public bool IsGroup(string thread) => thread.StartsWith('-');

    public ConnectionForm Form => MaxForm.Form;

    public async Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation)
    {
        var me = await new MaxApi(access).Ask(HttpMethod.Get, "me", null, cancellation);
        if (People.Id(me) is not { } id) throw new ChannelException(Trouble.Network("MAX did not say who the bot is."));
        return new(id, me.Text("username") is { Length: > 0 } name ? $"@{name}" : People.Name(me) ?? id);
    }

    public Task SetHook(Access access, Hook hook, CancellationToken cancellation) => webhooks.Set(access, hook, cancellation);

    public Task RemoveHook(Access access, CancellationToken cancellation) => webhooks.Remove(access, cancellation);

    public Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation) => webhooks.Inspect(access, hook, cancellation);

    public HookReading ReadHook(Access access, HookCall call)
    {
        if (call.Rest.Length > 0 || !HookSecrets.Accept(access.HookSecrets, call.Headers(SecretHeader))) return new HookReading.Refused();
        try
        {
            return new HookReading.Updates([Envelope.Read(call.Body)]);
        }
        catch (JsonException e)
        {
            return new HookReading.Unreadable(e.Message);
        }
    }

    public async Task<Polled> Poll(Access access, string? position, CancellationToken cancellation)
    {
        // While MAX calls a hook, a poll waits for ever and hears nothing.
        if (position is null) await webhooks.MustBeNone(access, cancellation);
        if (polledAt.TryGetValue(access.ConnectionId, out var before) && PollStep - clock.GetElapsedTime(before) is { Ticks: > 0 } wait) await Task.Delay(wait, clock, cancellation);
        polledAt[access.ConnectionId] = clock.GetTimestamp();

        var from = long.TryParse(position, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var marker) ? $"&marker={marker}" : "";
        var path = $"updates?limit=100&timeout={(int)PollWait.TotalSeconds}{from}&types={string.Join(',', UpdateReader.Wanted)}";
        var told = await new MaxApi(access).Ask(HttpMethod.Get, path, null, cancellation, PollWait + TimeSpan.FromSeconds(10));
        var updates = told.Items("updates").Where(update => update.ValueKind == JsonValueKind.Object).Select(Envelope.Read).ToArray();
        return new(updates, told.Number("marker")?.ToString(CultureInfo.InvariantCulture) ?? position);
    }

    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update) => [UpdateReader.Read(update, access.Identity, access.Secrets.GetValueOrDefault(MaxForm.Token) ?? "")];

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons) => composer.Compose(message, buttons);

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => sender.Send(access, order, cancellation);

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation) => History.Find(access, order, since, cancellation);

    public async Task ShowTyping(Access access, string thread, CancellationToken cancellation)
    {
        if (!Sender.IsChat(thread)) return;
        var answer = await new MaxApi(access).Call(HttpMethod.Post, $"chats/{thread}/actions", new Dictionary<string, string> { ["action"] = "typing_on" }, cancellation);
        if (answer is not Answer.Ok) throw new ChannelException(Trouble.OfChat(answer));
    }

    public Task AnswerPress(Access access, string callback, CancellationToken cancellation) => AnswerPress(access, callback, new PressAnswer(), cancellation);

    public async Task<IReadOnlyList<Degradation>> AnswerPress(Access access, string callback, PressAnswer answer, CancellationToken cancellation)
    {
        var body = new Dictionary<string, string>();
        if (answer.Text is { } words) body["notification"] = words;
        var told = await new MaxApi(access).Call(HttpMethod.Post, $"answers?callback_id={Uri.EscapeDataString(callback)}", body, cancellation);

        // After some time nothing waits for the answer any more.
        if (told is Answer.Failed { Status: 404 }) return answer.Text is null ? [] : [new("text", "left_out")];
        if (told is not Answer.Ok) throw new ChannelException(Trouble.OfChat(told));
        return answer is { Text: not null, Alert: true } ? [new("alert", "notice")] : [];
    }

    public Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation) => changes.Edit(access, order, cancellation);

    public Task<SendOutcome> Delete(Access access, string thread, string channelMessageId, CancellationToken cancellation) => Changes.Delete(access, channelMessageId, cancellation);

    public Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation) => MediaBytes.Open(access, reference, cancellation);
}
