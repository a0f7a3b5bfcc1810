using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Aggregator.Bootstrap;
using Sentralix.Aggregator.Chat;
using Sentralix.Aggregator.Conversations;
using Sentralix.Aggregator.Demo;
using Sentralix.Aggregator.Fences;
using Sentralix.Aggregator.Files;
using Sentralix.Aggregator.Keys;
using Sentralix.Aggregator.Storage;
using Sentralix.Aggregator.Tokens;
using Sentralix.Aggregator.Web;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Assistants;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Tests.Subject;

/// <summary>The Aggregator of one process: real store, real blobs, real keys, behind the gates that its callers meet. The other services are
/// scripted at their contracts.</summary>
internal sealed class House : IAsyncDisposable
{
    private readonly StoreKit<AggregatorDbContext> kit;
    private readonly TimeProvider clock;
    private readonly bool ownsKit;

    private House(StoreKit<AggregatorDbContext> kit, IStore<AggregatorDbContext> store, TimeProvider clock, ScriptedConversations orchestrator, KnownAssistants assistants,
        KnownKnowledge knowledge, bool ownsKit, params (string Key, string? Value)[] settings)
    {
        (this.kit, this.clock, this.ownsKit, Store, Orchestrator, Assistants, Knowledge) = (kit, clock, ownsKit, store, orchestrator, assistants, knowledge);
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value)).Build();
        var storage = new StorageSettings { DataDirectory = kit.Folder, Postgres = kit.Kind == StoreKind.Postgres ? kit.OwnerConnection : null };
        var conversations = kit.Gate<IConversations>(orchestrator);
        var active = kit.Gate<IActiveAssistants>(assistants);

        Lookup = new KeyLookup(store, clock);
        Seal = new TokenSeal(kit.Ring, clock);
        Border = new PublicBorder(Lookup, Seal, clock);
        Keys = kit.Gate<IApiKeys>(new ApiKeys(store, Lookup, clock));
        var connections = new WebConnections(store);
        var removal = new FileRemoval(kit.Blobs, store);
        var seeding = new GuideSeeding(
            store, new GuideLibrary(knowledge.Contract, NullLogger<GuideLibrary>.Instance), new GuideAssistant(assistants.Admin, active, connections), Configuration, clock, NullLogger<GuideSeeding>.Instance);
        Queue = kit.Queue(store: store, handlers: [removal, seeding]);
        First = new FirstTenant(store, Queue.Delivery, Configuration, clock);
        Rows = new StoredFiles(store, Queue.Delivery);
        var files = new FileApi(Rows, kit.Blobs, clock);
        Files = kit.Gate<IFileApi>(files);
        FileStore = kit.Gate<IFileStore>(new FileStore(files, kit.Blobs));
        Content = new FileContent(Rows, kit.Blobs, conversations);
        var opening = new Opening(conversations, active, connections);
        Fences = new FenceBoard(store, storage, clock);
        Web = kit.Gate<IWebChannel>(new WebChannel(Fences));
        Follower = new Follower(conversations, Fences, clock);
        Api = kit.Gate<IConversationApi>(new ConversationApi(conversations, opening, new Intake(conversations, connections, Rows, clock), Follower));
        Tokens = kit.Gate<ISessionTokens>(new SessionTokens(Seal, opening, conversations));
        Chat = new ChatApi(Api, conversations, Follower, clock);
        Visitors = new WebSessions(Seal, opening, First, clock, Configuration);
    }

    public IConfiguration Configuration { get; }

    public IStore<AggregatorDbContext> Store { get; }

    public ScriptedConversations Orchestrator { get; }

    public KnownAssistants Assistants { get; }

    public KnownKnowledge Knowledge { get; }

    public KeyLookup Lookup { get; }

    public TokenSeal Seal { get; }

    public PublicBorder Border { get; }

    public IApiKeys Keys { get; }

    public FirstTenant First { get; }

    public StoredFiles Rows { get; }

    public IFileApi Files { get; }

    public IFileStore FileStore { get; }

    public FileContent Content { get; }

    public FenceBoard Fences { get; }

    public IWebChannel Web { get; }

    public Follower Follower { get; }

    public IConversationApi Api { get; }

    public ISessionTokens Tokens { get; }

    public ChatApi Chat { get; }

    public WebSessions Visitors { get; }

    public QueueKit<AggregatorDbContext> Queue { get; }

    public IBlobs<AggregatorDbContext> Blobs => kit.Blobs;

    /// <summary>A house whose first start is done.</summary>
    public static async Task<House> Open(StoreKind kind, TimeProvider? clock = null, params (string Key, string? Value)[] settings)
    {
        var house = await Build(kind, clock, [("no-demo", "true"), .. settings]);
        await house.First.StartAsync(CancellationToken.None);
        return house;
    }

    /// <summary>A house that has not been started yet.</summary>
    public static async Task<House> Build(StoreKind kind, TimeProvider? clock = null, params (string Key, string? Value)[] settings)
    {
        clock ??= new PlatformTime();
        var kit = await StoreKit<AggregatorDbContext>.Open(kind, clock, withBlobs: true);
        return new House(kit, kit.Store, clock, new ScriptedConversations(), new KnownAssistants(), KnownKnowledge.Make(), ownsKit: true, settings);
    }

    /// <summary>Another process, or a later start, on the same database.</summary>
    public House Another(params (string Key, string? Value)[] settings) =>
        new(kit, kit.Kind == StoreKind.Postgres ? kit.OpenStore() : Store, clock, Orchestrator, Assistants, Knowledge, ownsKit: false, settings);

    /// <summary>Enters the first tenant with these scopes; none: all.</summary>
    public CallContext.Entered Enter(params string[] scopes) => Caller.With(First.Tenant, "key:test", scopes.Length == 0 ? ["*"] : scopes).Enter();

    /// <summary>Enters as the contact of a conversation.</summary>
    public CallContext.Entered EnterContact(string conversation) => new CallContext
    {
        Tenant = First.Tenant,
        Actor = $"contact:{conversation}",
        Scopes = TokenSeal.Scopes,
        Conversation = conversation,
    }.Enter();

    /// <summary>Binds an assistant to the web connection.</summary>
    public async Task<string> BindAssistant()
    {
        using var _ = Enter();
        var assistant = Ids.New("asst", DateTimeOffset.UtcNow);
        Assistants.Released[assistant] = true;
        Assistants.Bindings[await new WebConnections(Store).OfCaller(CancellationToken.None)] = assistant;
        return assistant;
    }

    /// <summary>A new conversation with the bound assistant.</summary>
    public async Task<string> Converse()
    {
        if (Assistants.Bindings.IsEmpty) await BindAssistant();
        using var _ = Enter();
        return (await Api.Open(new StartConversation(), CancellationToken.None)).OrThrow().Id;
    }

    public static SendMessage Text(string text, string? clientMessageId = null) => new() { ClientMessageId = clientMessageId, Parts = [MessagePart.OfText(text)] };

    public async ValueTask DisposeAsync()
    {
        Visitors.Dispose();
        if (ownsKit) await kit.DisposeAsync();
    }
}
