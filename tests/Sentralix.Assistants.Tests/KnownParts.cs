using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Assistants.Tests;

/// <summary>Orchestrator's scenarios as far as publishing asks for them.</summary>
internal sealed class KnownScenarios : IScenarios
{
    private readonly Dictionary<string, int> latest = [];

    /// <summary>Happens while a publication waits for the answer.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>What is answered instead.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Who asked.</summary>
    public List<CallContext> Callers { get; } = [];

    public void Store(string id, int version) => latest[id] = version;

    public async Task<Result<ScenarioVersion>> Get(string id, CancellationToken cancellation)
    {
        Callers.Add(CallContext.Current);
        if (Meanwhile is { } meanwhile) await meanwhile();
        if (Refusal is not null) return Refusal;
        var (name, asked) = id.Split('@') is [var left, var right] ? (left, int.Parse(right)) : (id, 0);
        if (!latest.TryGetValue(name, out var newest) || asked > newest) return Refusal.NotFound("scenario");
        var version = asked == 0 ? newest : asked;
        return new ScenarioVersion($"{name}@{version}", name, version, name, null, DateTimeOffset.UnixEpoch);
    }

    public Task<Result<ScenarioVersion>> Store(JsonElement document, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<ScenarioCheck>> Check(JsonElement document, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Page<ScenarioVersion>>> List(int limit, string? after, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>Knowledge's collections as far as publishing asks for them.</summary>
internal sealed class KnownCollections : IKnowledge
{
    private readonly HashSet<string> ids = [];

    public void Add(string id) => ids.Add(id);

    public Task<Result<Collection>> Collection(string id, CancellationToken cancellation) =>
        Task.FromResult<Result<Collection>>(ids.Contains(id) ? new Collection(id, id, 0, 0, DateTimeOffset.UnixEpoch) : Refusal.NotFound("collection"));

    public Task<Result<Collection>> CreateCollection(CreateCollection body, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Page<Collection>>> Collections(int limit, string? after, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Done>> DeleteCollection(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<DocumentAccepted>> AddDocument(string id, Stream content, string? contentType, string name, string? title, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<Result<Page<Document>>> Documents(string id, int limit, string? after, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Document>> Document(string id, string document, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<DocumentText>> Text(string id, string document, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Done>> DeleteDocument(string id, string document, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<IngestionJob>> Job(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<SearchAnswer>> Search(SearchQuestion body, CancellationToken cancellation) => throw new NotSupportedException();
}
