using Microsoft.Extensions.Logging;
using Sentralix.Contracts.Knowledge;
using Sentralix.Platform.Contracts;

namespace Sentralix.Aggregator.Demo;

/// <summary>The guide's collections: one a language.</summary>
internal sealed partial class GuideLibrary(IKnowledge knowledge, ILogger<GuideLibrary> logger)
{
    private const string NamePrefix = "Sentralix docs";

    /// <summary>Uploads the documents; Knowledge knows what has not changed by its bytes.</summary>
    /// <param name="files">The documents.</param>
    /// <param name="create">Whether to make the collections; else those that a person has deleted stay away.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The ids of the collections that are there.</returns>
    public async Task<IReadOnlyList<string>> Fill(IReadOnlyList<DocsFile> files, bool create, CancellationToken cancellation)
    {
        var ids = new List<string>();
        foreach (var language in files.GroupBy(f => f.Language))
        {
            var name = $"{NamePrefix} ({language.Key})";
            var id = await Find(name, cancellation);
            if (id is null && create) id = (await knowledge.CreateCollection(new CreateCollection { Name = name }, cancellation)).OrThrow().Id;
            if (id is null) continue;
            foreach (var file in language) await Upload(id, file, cancellation);
            ids.Add(id);
        }

        return ids;
    }

    private async Task<string?> Find(string name, CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var page = (await knowledge.Collections(Paging.MaxLimit, after, cancellation)).OrThrow();
            if (page.Items.FirstOrDefault(c => c.Name == name) is { } found) return found.Id;
            after = page.Next;
        }
        while (after is not null);
        return null;
    }

    private async Task Upload(string collection, DocsFile file, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(file.File);
        var accepted = await knowledge.AddDocument(collection, content, "text/markdown", file.Name, null, cancellation);

        // One document that Knowledge does not take is no reason to have no guide.
        if (!accepted.Ok) LogRefused(file.Name, accepted.Refusal.Code, accepted.Refusal.Detail);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The guide goes without {Document}: {Code}: {Detail}")]
    private partial void LogRefused(string document, string code, string detail);
}
