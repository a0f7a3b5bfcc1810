using Sentralix.Assistants.Bindings;
using Sentralix.Assistants.Changes;
using Sentralix.Assistants.Releases;
using Sentralix.Assistants.Storage;
using Sentralix.Assistants.Versions;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Contracts.Knowledge;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Tests;

/// <summary>The service of one process, behind the gates that its callers meet.</summary>
internal sealed class House
{
    private readonly StoreKit<AssistantsDbContext> kit;
    private readonly TimeProvider clock;

    public House(StoreKit<AssistantsDbContext> kit, IStore<AssistantsDbContext> store, TimeProvider clock, bool hasKnowledge = true)
    {
        this.kit = kit;
        this.clock = clock;
        Store = store;
        var signal = new ChangeSignal();
        var changes = Changes = new ChangeLog(signal, clock);
        var releasing = new Releasing(store, changes, clock);
        var pinning = new Pinning(kit.Gate<Contracts.Orchestrator.IScenarios>(Scenarios), hasKnowledge ? kit.Gate<IKnowledge>(Knowledge) : NotInstalled<IKnowledge>.Make("knowledge"));
        var publishing = new Publishing(store, pinning, releasing, clock);
        Admin = kit.Gate<IAssistantsAdmin>(new AssistantsAdmin(store, publishing, releasing, new ConnectionBindings(store, changes, clock), changes, clock));
        Active = kit.Gate<IActiveAssistants>(new ActiveAssistants(store, new ChangeFeed(store, signal, clock)));
        Sweeper = new ChangeSweeper(store, clock);
    }

    public IAssistantsAdmin Admin { get; }

    public IActiveAssistants Active { get; }

    public ChangeLog Changes { get; }

    public ChangeSweeper Sweeper { get; }

    public IStore<AssistantsDbContext> Store { get; }

    public KnownScenarios Scenarios { get; } = new();

    public KnownCollections Knowledge { get; } = new();

    public string Tenant { get; } = Ids.New("ten", DateTimeOffset.UtcNow);

    /// <summary>Another process on the same database.</summary>
    public House Another() => new(kit, kit.OpenStore(), clock);

    /// <summary>The same process in an installation without Knowledge.</summary>
    public House WithoutKnowledge() => new(kit, Store, clock, hasKnowledge: false);

    /// <summary>Enters the tenant of this test.</summary>
    public CallContext.Entered Enter() => Caller.Of(Tenant, "key:owner").Enter();

    public async Task<Assistant> Create(AssistantConfiguration? configuration = null, string name = "Guide") =>
        (await Admin.Create(new CreateAssistant { Name = name, Configuration = configuration }, CancellationToken.None)).OrThrow();

    /// <summary>Replaces a draft, whatever its revision is.</summary>
    public async Task<Draft> Edit(string id, AssistantConfiguration configuration)
    {
        var draft = (await Admin.GetDraft(id, CancellationToken.None)).OrThrow();
        return (await Admin.PutDraft(id, $"\"{draft.Rev}\"", configuration, CancellationToken.None)).OrThrow();
    }

    public Task<Result<AssistantVersion>> Publish(string id, string? releaseTo = null, string? message = null) =>
        Admin.Publish(id, new PublishVersion { ReleaseTo = releaseTo, Message = message }, CancellationToken.None);

    public Task<Result<Release>> Release(string id, int version, string environment = "prod") =>
        Admin.Release(id, new CreateRelease { Version = version, Environment = environment }, CancellationToken.None);
}
