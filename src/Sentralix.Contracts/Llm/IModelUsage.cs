using Refit;

namespace Sentralix.Contracts.Llm;

/// <summary>The ledger of model calls: one record for every attempt at a provider. Admin contract of Llm.</summary>
[Contract("llm", ContractKind.Admin)]
public interface IModelUsage
{
    /// <summary>Settled records, in the order in which they were settled: a reader that goes on after the <see cref="ModelUsageRecord.Cursor"/> of the
    /// last one that it has seen misses none and sees none twice, however long it was away; but records go when they are as old as the operator has
    /// set, 400 days by default.</summary>
    /// <param name="limit">How many.</param>
    /// <param name="after">The cursor of the last record seen.</param>
    /// <param name="batch">Only those of the lines of this batch.</param>
    /// <param name="cancellation">Cancels.</param>
    [Get("/llm/admin/v1/usage"), Scope("llm:read")]
    Task<Result<Page<ModelUsageRecord>>> List(int limit = 50, string? after = null, string? batch = null, CancellationToken cancellation = default);

    /// <summary>Sums over a time, grouped. Days whose records are gone are in them all the same, each whole where it begins in the time; only
    /// by conversation and by batch they are not.</summary>
    /// <param name="from">Calls that began then or later; left out: 24 hours before <paramref name="to"/>.</param>
    /// <param name="to">Calls that began before; left out: now. At most 92 days after <paramref name="from"/>.</param>
    /// <param name="groupBy"><c>model</c>, <c>provider</c>, <c>key</c> (whose calls), <c>day</c> (UTC), <c>conversation</c> or <c>batch</c>.</param>
    /// <param name="cancellation">Cancels.</param>
    [Get("/llm/admin/v1/usage/summary"), Scope("llm:read")]
    Task<Result<ModelUsageSummary>> Summary(DateTimeOffset? from = null, DateTimeOffset? to = null, [AliasAs("group_by")] string groupBy = "model", CancellationToken cancellation = default);
}

/// <summary>One attempt at a provider.</summary>
public sealed record ModelUsageRecord
{
    /// <summary><c>att_…</c>: the attempt; nothing is ever accounted twice under one.</summary>
    public required string Id { get; init; }

    /// <summary>Pass as <c>after</c> to read on from here, also when this is the last record there is yet.</summary>
    public required string Cursor { get; init; }

    /// <summary>The client's call, which several attempts may belong to.</summary>
    public required string Call { get; init; }

    /// <summary>Whose: <c>key:…</c>, <c>service:…</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The conversation, where the caller named one.</summary>
    public string? Conversation { get; init; }

    /// <summary>The batch that it is a line of.</summary>
    public string? Batch { get; init; }

    /// <summary><c>chat</c>, <c>embeddings</c>, <c>rerank</c>, …</summary>
    public required string Operation { get; init; }

    /// <summary>The model as the client named it.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's key.</summary>
    public string? Key { get; init; }

    /// <summary>The provider's name of the model.</summary>
    public required string UpstreamModel { get; init; }

    /// <summary><c>answered</c>, <c>failed</c>, <c>cut</c> (broke off), <c>cancelled</c> (the client or a faster attempt), <c>cached</c> (nothing was asked) or
    /// <c>lost</c> (this platform stopped in its middle).</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it failed.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Whether it was streamed.</summary>
    public required bool Stream { get; init; }

    /// <summary>Prompt tokens at full price.</summary>
    public required long Input { get; init; }

    /// <summary>Prompt tokens out of the provider's cache.</summary>
    public required long CacheRead { get; init; }

    /// <summary>Prompt tokens put into it.</summary>
    public required long CacheWrite { get; init; }

    /// <summary>Those kept for an hour.</summary>
    public required long CacheWriteHour { get; init; }

    /// <summary>Answer tokens, without reasoning.</summary>
    public required long Output { get; init; }

    /// <summary>Reasoning tokens.</summary>
    public required long Reasoning { get; init; }

    /// <summary>Prompt tokens that are sound.</summary>
    public required long AudioIn { get; init; }

    /// <summary>Answer tokens that are sound.</summary>
    public required long AudioOut { get; init; }

    /// <summary>Who counted: <c>provider</c>, <c>estimated</c> or <c>none</c> (nothing was used).</summary>
    public required string Source { get; init; }

    /// <summary>What it cost, tax included; null: there is no price.</summary>
    public Money? Cost { get; init; }

    /// <summary>The tax in it.</summary>
    public Money? Vat { get; init; }

    /// <summary>The price that counted.</summary>
    public string? Price { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>To the first byte of the answer.</summary>
    public long? FirstByteMs { get; init; }

    /// <summary>To its end.</summary>
    public required long DurationMs { get; init; }
}

/// <summary>Sums.</summary>
/// <param name="From">From when.</param>
/// <param name="To">Until when.</param>
/// <param name="Groups">At most 1000, the dearest first.</param>
public sealed record ModelUsageSummary(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ModelUsageGroup> Groups);

/// <summary>One sum.</summary>
public sealed record ModelUsageGroup
{
    /// <summary>What is summed: a model, a provider, an actor, a day (<c>2026-11-23</c>), a conversation, a batch; null: the calls that belong to none.</summary>
    public required string? Group { get; init; }

    /// <summary>Attempts.</summary>
    public required long Attempts { get; init; }

    /// <summary>Attempts that failed or were cut.</summary>
    public required long Failures { get; init; }

    /// <summary>Prompt tokens, all kinds.</summary>
    public required long Input { get; init; }

    /// <summary>Prompt tokens out of the provider's cache.</summary>
    public required long CacheRead { get; init; }

    /// <summary>Answer tokens, all kinds.</summary>
    public required long Output { get; init; }

    /// <summary>What they cost, by currency.</summary>
    public required IReadOnlyList<Money> Cost { get; init; }

    /// <summary>Attempts that have no price.</summary>
    public required long Unpriced { get; init; }
}
