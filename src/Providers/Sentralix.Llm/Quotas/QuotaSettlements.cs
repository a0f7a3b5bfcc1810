using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts.Billing;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Quotas;

/// <summary>Tells Billing what calls have used, behind the backs of those who made them. What cannot be told at once becomes a work item, and
/// is told when Billing is back. What a dead process has not told is in the ledger, and its holds run out.</summary>
internal sealed partial class QuotaSettlements(
    IQuotas quotas, IStore<LlmDbContext> store, IDelivery<LlmDbContext> delivery, QuotaSettings settings, BillingOutage outage, TimeProvider time, ILogger<QuotaSettlements> logger)
    : BackgroundService
{
    // One that waits for Billing does not hold up the others.
    private const int AtOnce = 16;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly Channel<QuotaSettlement> waiting = Channel.CreateUnbounded<QuotaSettlement>();

    public void Add(QuotaSettlement settlement) => waiting.Writer.TryWrite(settlement);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Work(stoppingToken)));

    /// <summary>Works until there is nothing left; after the end of the calls nothing comes any more.</summary>
    private async Task Work(CancellationToken stopping)
    {
        while (await More(stopping))
        {
            if (!waiting.Reader.TryRead(out var settlement)) continue;
            using var _ = CallContext.Platform(settlement.Tenant, LlmModule.ServiceName).Enter();
            if (outage.IsOn || !await Tell(settlement)) await Keep(settlement, stopping);
        }
    }

    private async ValueTask<bool> More(CancellationToken stopping)
    {
        try
        {
            return await waiting.Reader.WaitToReadAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return waiting.Reader.TryPeek(out _);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What could not be told now is kept, and told again and again.")]
    private async Task<bool> Tell(QuotaSettlement settlement)
    {
        using var patience = new CancellationTokenSource(settings.Timeout, time);
        try
        {
            if (await settlement.Tell(quotas, patience.Token).WaitAsync(patience.Token) is not { } refused) return true;
            LogNotTold(settlement.Attempt, refused.Code);
        }
        catch (Exception fault)
        {
            LogNotTold(settlement.Attempt, fault.Message);
        }

        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The database is away: what has been used is in what the ledger's writer keeps, too.")]
    private async Task Keep(QuotaSettlement settlement, CancellationToken stopping)
    {
        try
        {
            await store.Write((db, c) => delivery.Enqueue(db, SettleQuota.KindName, settlement, null, null, c), CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogNotKept(fault, settlement.Attempt);
            if (stopping.IsCancellationRequested) return;
            await Task.Delay(AfterFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Add(settlement);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Billing could not be told what the call {Attempt} has used: {Why}. It is told later")]
    private partial void LogNotTold(string attempt, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "What the call {Attempt} has used of its quota could not be kept for later")]
    private partial void LogNotKept(Exception fault, string attempt);
}
