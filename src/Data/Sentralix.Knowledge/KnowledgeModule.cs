using Microsoft.Extensions.DependencyInjection;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Extraction;
using Sentralix.Knowledge.Ingestion;
using Sentralix.Knowledge.Search;
using Sentralix.Knowledge.Storage;
using Sentralix.Platform.Hosting;

namespace Sentralix.Knowledge;

/// <summary>Knowledge: collections of documents, their ingestion, and search with citations.</summary>
public sealed class KnowledgeModule : IServiceModule
{
    /// <summary>The service's prefix.</summary>
    public const string ServiceName = "knowledge";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        setup.AddStore<KnowledgeDbContext>();
        AddExtraction(setup.Services);
        setup.Services.AddSingleton<DocumentReading>();
        setup.Services.AddSingleton<IngestionCommits>();
        setup.Services.AddSingleton<Removal>();
        setup.Services.AddSingleton<Upload>();
        setup.Services.AddSingleton<LexicalSearch>();
        setup.AddWork<IngestHandler>();
        setup.AddWork<BlobDiscardHandler>();
        setup.AddWork<JobSweep>();
        setup.AddContract<IKnowledge, KnowledgeBase>();
    }

    private static void AddExtraction(IServiceCollection services)
    {
        services.AddSingleton(ExtractionLimits.Default);
        services.AddSingleton<HtmlExtractor>();
        services.AddSingleton<IDocumentExtractor>(sp => sp.GetRequiredService<HtmlExtractor>());
        services.AddSingleton<IDocumentExtractor, MarkdownExtractor>();
        services.AddSingleton<IDocumentExtractor, PlainTextExtractor>();
        services.AddSingleton<DocumentExtraction>();
    }
}
