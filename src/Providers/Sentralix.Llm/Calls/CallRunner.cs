using Sentralix.Contracts;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Quotas;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Calls;

/// <summary>Asks a route's targets until one begins to answer. From then on nothing is tried again: the client has read the beginning.</summary>
internal sealed class CallRunner(CallParts parts, BudgetDesk budgets, QuotaDesk quotas, RetryBudget retries)
{
    // Nobody who asks without a limit means to get everything that a model can say.
    private const int AnswerWithoutLimit = 1024;
    private const int LongestAnswer = 32_768;

    // Longer than this nobody waits for a first word without a sign.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan BeforeSameTarget = TimeSpan.FromMilliseconds(250);

    /// <summary>How many tokens a request will use, as far as can be told.</summary>
    public long Estimate(ModelRoute route, long bytes, in ChatRequestShape shape) =>
        parts.Estimate.Tokens(route.Id, bytes) + AnswerOf(shape);

    /// <summary>Opens an answer.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<OpenedCall> Open(ModelRequest request, CancellationToken caller)
    {
        retries.Earn();
        var candidates = new CandidateQueue(Candidates.Of(request.Route.Targets, request.Route.Affinity ? request.Affinity : null));
        var call = new OpenedCall(request);
        try
        {
            if (quotas.IsAsked && !request.IsFree && !request.Route.IsFree && await Reserve(call, caller) is { } refusal) call.Refuse(refusal);
            else await Open(call, candidates, caller);
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>Asks Billing once for all attempts of a call, at the price of the dearest target.</summary>
    private Task<LimitRefusal?> Reserve(OpenedCall call, CancellationToken caller)
    {
        var (request, now) = (call.Request, parts.Time.GetUtcNow());
        var tokens = Counts(request);
        Money? dearest = null;
        foreach (var target in request.Route.Targets)
        {
            if (target.PriceAt(now) is not { } price || (dearest is not null && dearest.Currency != price.Currency)) continue;
            var cost = price.Of(tokens).Amount;
            if (dearest is null || cost > dearest.ToScaled()) dearest = Money.OfScaled(cost, price.Currency);
        }

        return quotas.Reserve(call, tokens.Total, dearest, caller);
    }

    private async Task Open(OpenedCall call, CandidateQueue candidates, CancellationToken caller)
    {
        var route = call.Request.Route;
        while (call.Attempts < route.MaxAttempts)
        {
            if (call.Attempts > 0 && !retries.TrySpend()) return;
            var (attempt, refusal) = await Start(call, candidates, caller);
            if (attempt is null && refusal is null && call.Attempts == 0 && await WaitForTurn(call, candidates, caller))
                (attempt, refusal) = await Start(call, candidates, caller);
            if (refusal is not null) call.Refuse(refusal);
            if (attempt is null) return;

            if (route.HedgeAfter is { } after && call.Request.Shape.Stream)
            {
                if (await new Hedge(call, attempt, after, parts.Time).Run(() => Start(call, candidates, caller), caller)) return;
            }
            else if (await attempt.Begin() is not { } fault)
            {
                call.Answer(attempt);
                return;
            }
            else
            {
                call.Fail(attempt, fault);
            }

            if (!call.MayGoOn || call.Request.LeftToFirstByte(parts.Time) <= TimeSpan.Zero) return;
            if (candidates.IsEmpty && !await Again(call, candidates, caller)) return;
        }
    }

    /// <summary>Whether a target that has named the time to come back is worth waiting for: whoever asks would wait as long and ask again.</summary>
    private async Task<bool> WaitForTurn(OpenedCall call, CandidateQueue candidates, CancellationToken caller)
    {
        var now = parts.Time.GetUtcNow();
        if (call.UntilTurn(now) is not { } wait || wait > LongestWait) return false;
        if (call.Request.LeftToFirstByte(parts.Time) <= wait || !candidates.Rewind()) return false;
        // A timer counts whole milliseconds and may go off before the clock says so.
        for (var turn = now + wait; now < turn; now = parts.Time.GetUtcNow()) await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((turn - now).TotalMilliseconds)), parts.Time, caller);
        return true;
    }

    /// <summary>Whether the only targets there are may be asked once more, after a moment.</summary>
    private async Task<bool> Again(OpenedCall call, CandidateQueue candidates, CancellationToken caller)
    {
        if (call.Attempts >= call.Request.Route.MaxAttempts || call.Fault is not { Code: FaultCode.Overloaded or FaultCode.Unreachable }) return false;
        if (!candidates.Rewind()) return false;
        await Task.Delay(BeforeSameTarget * (0.75 + (Random.Shared.NextDouble() / 2)), parts.Time, caller);
        return true;
    }

    /// <summary>Begins an attempt at the next target that may be asked and that the caller's budgets can pay.</summary>
    private ValueTask<(Attempt? Attempt, LimitRefusal? Refusal)> Start(OpenedCall call, CandidateQueue candidates, CancellationToken caller)
    {
        while (candidates.TryTake(out var candidate))
        {
            if (candidate.TryEnter(candidates.IsOnly)) return Start(call, candidate, caller);
            call.Skipped(candidate);
        }

        return new((null, null));
    }

    private async ValueTask<(Attempt? Attempt, LimitRefusal? Refusal)> Start(OpenedCall call, Candidate candidate, CancellationToken caller)
    {
        var request = call.Request;
        var now = parts.Time.GetUtcNow();
        var isFree = request.IsFree || candidate.Target.IsFree;
        var price = request.IsFree ? null : candidate.Target.PriceAt(now);
        var estimate = candidate.Target.IsFree ? 0 : price?.Of(Counts(request)).Amount;
        var charges = Array.Empty<BudgetCharge>();
        if (!isFree && Budgets(request) is { Count: > 0 } limited)
        {
            if (price is null || limited.Any(b => b.Currency != price.Currency))
            {
                candidate.Health.GiveUp();
                return (null, LimitRefusal.Unpriced(candidate.Target.Upstream.Name, request.Route.Id));
            }

            (charges, var empty) = await budgets.Reserve(limited, estimate!.Value, price.Currency, caller);
            if (empty is not null)
            {
                candidate.Health.GiveUp();
                return (null, LimitRefusal.Budget(empty, now));
            }
        }

        var record = new AttemptRecord
        {
            Tenant = request.Caller.Tenant,
            Id = Ids.New("att", now),
            CallId = request.CallId,
            Actor = request.Caller.Actor,
            Conversation = request.Conversation,
            Batch = request.Batch,
            Operation = request.Operation,
            Model = request.Route.Id,
            Provider = candidate.Target.Upstream.Name,
            KeyId = candidate.Key.Id,
            UpstreamModel = candidate.Target.UpstreamModel,
            Stream = request.Shape.Stream,
            Price = price,
            IsFree = isFree,
            At = now,
            Charges = charges,
            Estimate = estimate,
        };
        parts.Ledger.Begin(record);
        return (call.Begun(new Attempt(request, candidate, record, parts, caller)), null);
    }

    private TokenCounts Counts(ModelRequest request) => new() { Input = parts.Estimate.Tokens(request.Route.Id, request.Body.Length), Output = AnswerOf(request.Shape) };

    private static long AnswerOf(in ChatRequestShape shape) => Math.Clamp(shape.MaxTokens ?? AnswerWithoutLimit, 0, LongestAnswer) * shape.Choices;

    private static List<Budget>? Budgets(ModelRequest request)
    {
        List<Budget>? found = null;
        foreach (var limit in request.Book.Limits)
        {
            if (limit.Budgets.Count == 0 || !limit.Fits(request.Caller.Actor, request.Route.Id)) continue;
            (found ??= []).AddRange(limit.Budgets);
        }

        return found;
    }
}
