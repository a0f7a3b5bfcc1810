using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Cluster;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Sandboxes;

/// <inheritdoc cref="ISandboxGrain"/>
[RunsWithService]
internal sealed partial class SandboxGrain(IServiceProvider services, TimeProvider clock, ILogger<SandboxGrain> logger) : Grain, ISandboxGrain, IDisposable
{
    // Somebody who tries a thing goes to lunch, too.
    private static readonly TimeSpan Lunch = TimeSpan.FromHours(2);

    private ISandboxWorld world = null!;
    private HttpMessageInvoker? channel;
    private Func<Task>? remember;
    private Task? remembering;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        var (tenant, connection) = (key[0], key[2]);
        var parts = services.GetRequiredKeyedService<MessengerParts>(key[1]);
        using var _ = CallContext.Platform(tenant, key[1]).Enter();
        if (parts.Sandboxes is null || await parts.Book.Own(connection, cancellationToken) is not { IsSandbox: true } open)
            throw new InvalidOperationException($"'{connection}' is no sandbox.");
        var hook = parts.Hooks.Plain(connection);
        world = await parts.Sandboxes.Open(
            new SandboxSeat(new SandboxCredentials(open.Access.Settings, open.Access.Secrets), hook, new WayToHook(parts, connection, hook), clock), cancellationToken);
        channel = new HttpMessageInvoker(world.Channel, disposeHandler: false);

        // A new world has never heard of the hook of a connection that is enabled: the last one went with its process.
        if (open is { IsClaimed: true, Transport: Transport.Webhook }) remember = () => Remember(parts, tenant, key[1], connection);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Without it the activation has failed, and there is no world.
        if (channel is not null) await world.DisposeAsync();
    }

    public void Dispose() => channel?.Dispose();

    public async Task<ChannelAnswer> Call(ChannelCall call)
    {
        using var request = call.ToRequest();
        try
        {
            using var response = await channel!.SendAsync(request, CancellationToken.None);
            return await ChannelAnswer.Of(response);
        }
        catch (HttpRequestException cut)
        {
            return ChannelAnswer.Cut(cut.Message);
        }
    }

    public async Task<SandboxReply> Ask(SandboxQuestion question)
    {
        DelayDeactivation(Lunch);

        // Once, also where several ask at once.
        if (remember is { } setHook) await (remembering ??= setHook());
        return Answer(question);
    }

    private SandboxReply Answer(SandboxQuestion question) => question.Kind switch
    {
        SandboxQuestion.View => SandboxReply.Of<SandboxView>(world.View),
        SandboxQuestion.SetFaults => SetFaults(question.Read<SandboxFaults>()),
        SandboxQuestion.Find => SandboxReply.Of(world.Find(question.Contact) is { } found ? found : NoContact<SandboxContact>()),
        SandboxQuestion.Block => SandboxReply.Of(world.SetBlocked(question.Contact, question.Read<bool>())),
        SandboxQuestion.Write => SandboxReply.Of(world.Write(question.Contact, question.Read<WriteInSandbox>())),
        SandboxQuestion.Edit => SandboxReply.Of(world.Edit(question.Contact, question.Message, question.Read<string>())),
        SandboxQuestion.Delete => SandboxReply.Of(world.Delete(question.Contact, question.Message)),
        SandboxQuestion.Press => SandboxReply.Of(world.Press(question.Contact, question.Read<string>())),
        _ => SandboxReply.Of<List<SandboxEvent>>(world.Read(question.Contact, question.After, question.Most).ToList()),
    };

    private SandboxReply SetFaults(SandboxFaults faults)
    {
        world.SetFaults(faults);
        return SandboxReply.Of<SandboxView>(world.View);
    }

    private static Result<T> NoContact<T>() => Refusal.NotFound("contact");

    private async Task Remember(MessengerParts parts, string tenant, string service, string connection)
    {
        using var _ = CallContext.Platform(tenant, service).Enter();
        if (await parts.Book.Own(connection, CancellationToken.None) is not { IsClaimed: true, Transport: Transport.Webhook } open)
        {
            remember = null;
            return;
        }

        using var direct = new HttpClient(world.Channel, disposeHandler: false);
        var access = open.Access with { Http = direct };
        try
        {
            await parts.Channel.SetHook(access, parts.Hooks.Of(connection, access), CancellationToken.None);
            remember = null;
        }
        catch (ChannelException refused)
        {
            // The next question tries again, and so does the connection's upkeep.
            LogNoHook(connection, refused.Error.Code);
        }
        finally
        {
            remembering = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sandbox of connection {Connection} did not take its hook: {Code}")]
    private partial void LogNoHook(string connection, string code);
}
