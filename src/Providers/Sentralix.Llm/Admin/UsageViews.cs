using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Contracts;

namespace Sentralix.Llm.Admin;

/// <summary>The ledger's records as they are shown.</summary>
internal static class UsageViews
{
    /// <param name="row">Settled.</param>
    public static ModelUsageRecord View(this AttemptRow row) => new()
    {
        Id = row.Id,
        Cursor = Paging.Cursor(row.SettledSeq!.Value),
        Call = row.CallId,
        Actor = row.Actor,
        Conversation = row.Conversation,
        Batch = row.Batch,
        Operation = row.Operation,
        Model = row.Model,
        Provider = row.Provider,
        Key = row.KeyId,
        UpstreamModel = row.UpstreamModel,
        Outcome = row.Outcome!,
        ErrorCode = row.ErrorCode,
        Stream = row.Stream,
        Input = row.Input,
        CacheRead = row.CacheRead,
        CacheWrite = row.CacheWrite,
        CacheWriteHour = row.CacheWriteHour,
        Output = row.Output,
        Reasoning = row.Reasoning,
        AudioIn = row.AudioIn,
        AudioOut = row.AudioOut,
        Source = row.Source!,
        Cost = Of(row.Cost, row.Currency),
        Vat = Of(row.Vat, row.Currency),
        Price = row.PriceId,
        At = row.At,
        FirstByteMs = row.FirstByteMicroseconds / 1000,
        DurationMs = row.DurationMicroseconds / 1000,
    };

    private static Money? Of(long? scaled, string? currency) => scaled is { } amount && currency is not null ? Money.OfScaled(amount, currency) : null;
}
