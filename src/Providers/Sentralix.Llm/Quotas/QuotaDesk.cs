using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Contracts.Billing;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Limits;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Quotas;

/// <summary>Asks Billing, where it is installed, whether a call may be made, once for all its attempts. Where it is not installed, Llm's own
/// limits are all there is.</summary>
internal sealed partial class QuotaDesk(
    IQuotas quotas, QuotaSettings settings, BillingOutage outage, QuotaSettlements settlements, TimeProvider time, ILogger<QuotaDesk> logger)
{
    // Longer than the longest answer may take by default. A stream that lasts longer is committed late, which counts all the same.
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(15);

    // Another process was named for Billing, and says that it does not run it.
    private static readonly TimeSpan BeforeAskingAgain = TimeSpan.FromMinutes(1);

    // Found out once: a call is not to pay for asking whoever is not there.
    private readonly bool isInstalled = !NotInstalled<IQuotas>.Is(quotas);
    private long notThereUntil;

    /// <summary>Whether calls are asked for at all.</summary>
    public bool IsAsked => isInstalled && (Volatile.Read(ref notThereUntil) is var until && (until == 0 || time.GetTimestamp() >= until));

    /// <summary>Reserves what a call will use. What is held is settled when the call is over, whatever becomes of it.</summary>
    /// <param name="call">The call, none of whose attempts has been made.</param>
    /// <param name="tokens">How many tokens it will use, as far as can be told.</param>
    /// <param name="cost">What that will cost; null: there is no price.</param>
    /// <param name="caller">The caller's cancellation.</param>
    /// <returns>Why the call is not made.</returns>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps Billing from answering, calls go on within their allowance, and the outage is logged.")]
    public async Task<LimitRefusal?> Reserve(OpenedCall call, long tokens, Money? cost, CancellationToken caller)
    {
        if (!outage.MayAsk()) return WithoutBilling(call, tokens);

        // Before it is asked: where no answer comes, nobody knows whether something is held.
        var hold = Hold(call);
        try
        {
            var answer = await Ask(call.Request, tokens, cost, caller);
            switch (answer.Refusal)
            {
                case null:
                    outage.End(call.Request.Caller.Tenant, null);
                    return null;
                case { Status: 402 } refused:
                    hold.Forget();
                    outage.End(call.Request.Caller.Tenant, refused.Quota);
                    return LimitRefusal.Quota(refused, time.GetUtcNow());
                case { Code: "not_installed" }:
                    hold.Forget();
                    Volatile.Write(ref notThereUntil, time.GetTimestamp() + (long)(BeforeAskingAgain.TotalSeconds * time.TimestampFrequency));
                    return null;
                case { Status: >= 500 or 429 or 408 } broken:
                    outage.Begin(broken.Code);
                    return WithoutBilling(call, tokens);
                case var odd:
                    // It answers, and others it answers well: what it cannot make out about this tenant is nobody else's outage.
                    LogOdd(call.Request.Caller.Tenant, odd.Code, odd.Detail);
                    return WithoutBilling(call, tokens);
            }
        }
        catch (Exception fault) when (!caller.IsCancellationRequested)
        {
            outage.Begin(fault.Message);
            return WithoutBilling(call, tokens);
        }
    }

    private async Task<Result<QuotaReservation>> Ask(ModelRequest request, long tokens, Money? cost, CancellationToken caller)
    {
        using var patience = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, caller);

        // In the platform's own name: the caller may use models, not quotas.
        using var _ = (CallContext.Platform(request.Caller.Tenant, LlmModule.ServiceName) with { Actor = request.Caller.Actor }).Enter();
        var reserving = quotas.Reserve(
            new ReserveQuota { Attempt = request.CallId, Feature = QuotaFeatures.LlmTokens, Amount = tokens, Cost = cost, TtlMs = (long)Ttl.TotalMilliseconds }, either.Token);
        try
        {
            return await reserving.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {settings.Timeout.TotalMilliseconds:0} ms");
        }
    }

    /// <summary>Lets a call in within its tenant's allowance.</summary>
    private LimitRefusal? WithoutBilling(OpenedCall call, long tokens)
    {
        var tenant = call.Request.Caller.Tenant;
        if (outage.Exceeded(tenant) is { } exceeded) return LimitRefusal.Quota(Refusal.QuotaExceeded(exceeded), time.GetUtcNow());
        if (!outage.TryTake(tenant, tokens)) return LimitRefusal.BillingAway;
        Hold(call);
        return null;
    }

    private QuotaHold Hold(OpenedCall call) => call.Hold ??= new QuotaHold(call.Request, settlements);

    [LoggerMessage(Level = LogLevel.Error, Message = "Billing reserves nothing for the tenant {Tenant}: {Code} ({Detail}). Its calls of models go on within the allowance of an outage")]
    private partial void LogOdd(string tenant, string code, string detail);
}
