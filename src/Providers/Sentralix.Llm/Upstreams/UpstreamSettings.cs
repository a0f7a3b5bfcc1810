using Sentralix.Llm.Batches;
using Sentralix.Llm.Files;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Quotas;

namespace Sentralix.Llm.Upstreams;

/// <summary>One provider's server, as configured under <c>Llm:Upstreams:n</c> or by an administrator.</summary>
/// <remarks>A class and not a record: a record would print its key.</remarks>
internal sealed class UpstreamSettings
{
    /// <summary>Unique; shown as <c>owned_by</c>, in errors and in traces.</summary>
    public required string Name { get; init; }

    /// <summary>As the official clients take it, with <c>/v1</c> where the server has it: <c>https://api.openai.com/v1</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The provider's id; of one in the configuration, <c>configured:{name}</c>.</summary>
    public string Id { get => field ?? $"configured:{Name}"; init; }

    /// <summary>Which dialect it speaks: one of the kinds that administrators know.</summary>
    public string Kind { get; init; } = "openai";

    /// <summary>Where it processes what it is sent; null: nobody has said.</summary>
    public string? Residency { get; init; }

    /// <summary>Calls that may be under way at once with one key; null: any number.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>The kind's own settings.</summary>
    public IReadOnlyDictionary<string, string> Own { get; init; } = new Dictionary<string, string>();

    /// <summary>The forms that it takes besides chat and embeddings, as they are.</summary>
    public IReadOnlyList<WireForm> Forms { get; init; } = [];

    /// <summary>Sent as a bearer token; null: no such header.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The models that the configuration names; a provider of the store has none of its own, its routes name them.</summary>
    public IReadOnlyList<ModelSettings> Models { get; init; } = [];

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stream may take to begin.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer may pause once it has begun.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer that is not streamed may take: it comes in one piece when all of it is generated, so
    /// the default is what official clients wait.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Ask for usage in streams where the client did not. Off for servers that refuse <c>stream_options</c>.</summary>
    public bool StreamUsage { get; init; } = true;

    /// <summary>The field that limits the answer's length in requests made here: OpenAI's newer models refuse
    /// <c>max_tokens</c>, most compatible servers know no other.</summary>
    public string MaxTokensField { get; init; } = "max_tokens";
}

/// <summary>One model of an upstream.</summary>
/// <param name="Id">The name that clients of the platform use. Unique over all upstreams.</param>
/// <param name="UpstreamModel">The upstream's name for it.</param>
internal sealed record ModelSettings(string Id, string UpstreamModel);

/// <summary>The section <c>Llm</c> of the configuration, checked.</summary>
internal sealed class LlmSettings
{
    /// <summary>A year and a month: when a month is closed, the same month of last year can still be looked at record by record.</summary>
    public const int DefaultLedgerDays = 400;

    /// <summary>No budget's month is under way any more by then, wherever its tenant's calendar is.</summary>
    public const int FewestLedgerDays = 35;

    public const long DefaultCacheBytes = 64L * 1024 * 1024;

    /// <summary>The model for calls that name none; null: the first configured one.</summary>
    public string? DefaultModel { get; init; }

    public IReadOnlyList<UpstreamSettings> Upstreams { get; init; } = [];

    /// <summary>How much is remembered for each tenant; the oldest goes first.</summary>
    public long CacheBytesPerTenant { get; init; } = DefaultCacheBytes;

    public FileSettings Files { get; init; } = new();

    public BatchSettings Batches { get; init; } = new();

    /// <summary>For how many days records of the ledger are kept; null: for ever. Longer than any budget's period.</summary>
    public int? LedgerKeepDays { get; init; } = DefaultLedgerDays;

    public QuotaSettings Quota { get; init; } = new();
}
