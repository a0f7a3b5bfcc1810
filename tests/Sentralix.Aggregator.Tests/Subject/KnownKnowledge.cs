using System.Collections.Concurrent;
using System.Reflection;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;

namespace Sentralix.Aggregator.Tests.Subject;

/// <summary>Knowledge at its contract's border, as far as the Aggregator's own logic uses it.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class KnownKnowledge : DispatchProxy
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    /// <summary>Names of collections by id.</summary>
    public ConcurrentDictionary<string, string> Collections { get; } = new();

    /// <summary>Texts by collection's name and document's name.</summary>
    public ConcurrentDictionary<(string Collection, string Document), string> Documents { get; } = new();

    /// <summary>So many uploads meet a service that is away.</summary>
    public int Away { get; set; }

    public IKnowledge Contract => (IKnowledge)(object)this;

    public static KnownKnowledge Make() => (KnownKnowledge)(object)Create<IKnowledge, KnownKnowledge>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => (targetMethod!.Name, args) switch
    {
        ("Collections", _) => Task.FromResult<Result<Page<Collection>>>(new Page<Collection>([.. Collections.Select(c => View(c.Key))], null)),
        ("CreateCollection", [CreateCollection body, ..]) => CreateCollection(body),
        ("AddDocument", [string id, Stream content, string type, string name, ..]) => AddDocument(id, content, type, name),
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private Collection View(string id) => new(id, Collections[id], 0, 0, Now);

    private Task<Result<Collection>> CreateCollection(CreateCollection body)
    {
        var id = Ids.New("col", DateTimeOffset.UtcNow);
        Collections[id] = body.Name;
        return Task.FromResult<Result<Collection>>(View(id));
    }

    private async Task<Result<DocumentAccepted>> AddDocument(string id, Stream content, string type, string name)
    {
        if (Away-- > 0) throw new ServiceUnavailableException("knowledge", "away");
        using var reader = new StreamReader(content);
        Documents[(Collections[id], name)] = await reader.ReadToEndAsync();
        var document = new Document("doc_1", id, name, name, type, 1, 1, DocumentState.Processing, 0, null, null, Now, Now);
        return new DocumentAccepted(document, new IngestionJob("job_1", "doc_1", 1, JobState.Queued, null, 0, 0, null, null, Now, null));
    }
}
