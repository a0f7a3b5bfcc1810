using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>A channel whose updates are <see cref="Inbound"/>s as JSON, and whose other side is what the test says.</summary>
internal sealed class ScriptedChannel : IChannel
{
    public Channel Kind => Channel.Telegram;

    public Capabilities Capabilities { get; set; } = new() { MaxText = 4096, Reconcile = "readback" };

    public SendLimits Limits { get; } = new(30, 1, 3);

    public ConnectionForm Form { get; } = new(new Dictionary<string, FormField>(), new Dictionary<string, FormField> { ["token"] = new(false, _ => null) { IsShownToHook = true } });

    public bool HookIsSetByPeople { get; set; }

    public List<string> Pressed { get; } = [];

    /// <summary>The hook as the channel has it.</summary>
    public Hook? HookThere { get; set; }

    public int HooksSet { get; private set; }

    /// <summary>The channel cannot be reached when it is to be told of the hook.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>What it says of the hook beside whether it is set.</summary>
    public HookHealth Health { get; set; } = new(true, null, null, null);

    public bool IsGroup(string thread) => false;

    public Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation) => Task.FromResult(new ChannelIdentity("bot", "Bot"));

    public Task SetHook(Access access, Hook hook, CancellationToken cancellation)
    {
        if (IsDeaf) throw new ChannelException(new ChannelError(ChannelErrors.Network, null, "no answer"));
        HookThere = hook;
        HooksSet++;
        return Task.CompletedTask;
    }

    public Task RemoveHook(Access access, CancellationToken cancellation)
    {
        HookThere = null;
        return Task.CompletedTask;
    }

    public Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation) => Task.FromResult(Health with { IsSet = HookThere?.Url == hook.Url });

    public HookReading ReadHook(Access access, HookCall call) =>
        HookSecrets.Accept([.. access.HookSecrets, access.Secrets.GetValueOrDefault("token") ?? ""], call.Headers("Secret")) ? new HookReading.Updates([]) : new HookReading.Refused();

    public Task<Polled> Poll(Access access, string? position, CancellationToken cancellation) => throw new NotSupportedException();

    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update) => [JsonSerializer.Deserialize<Inbound>(update.Span, SentralixJson.Options)!];

    public static RawUpdate Update(string key, Inbound what) => new(key, what.Thread, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(what, SentralixJson.Options)));

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons) =>
        new([.. message.Parts.Select(p => p.Text ?? "")], [new Degradation("formatting", "plain_text")]);

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>What the channel's history has: id and words, newest first.</summary>
    public List<(string Id, string Text)> History { get; } = [];

    public int Looks { get; private set; }

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation)
    {
        Looks++;
        return Task.FromResult(History.Where(m => m.Text == order.Content && !order.Taken.Contains(m.Id)).Select(m => m.Id).FirstOrDefault());
    }

    public Task ShowTyping(Access access, string thread, CancellationToken cancellation) => Task.CompletedTask;

    public Task AnswerPress(Access access, string callback, CancellationToken cancellation)
    {
        Pressed.Add(callback);
        return Task.CompletedTask;
    }

    public Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation) => throw new NotSupportedException();
}
