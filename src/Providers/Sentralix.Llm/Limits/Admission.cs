using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Limits;

/// <summary>Lets calls in by rate: all limits that fit a call, or none of them, count it.</summary>
internal sealed class Admission(LivingProcesses processes)
{
    private static readonly Admitted Free = new([], 0);

    /// <summary>Lets a call in.</summary>
    /// <param name="limits">The tenant's limits.</param>
    /// <param name="actor">Who calls.</param>
    /// <param name="model">The model, as the client names it.</param>
    /// <param name="tokens">How many tokens it will use, as far as can be told.</param>
    /// <param name="refusal">Why it is not let in: 429, with when to come again.</param>
    public Admitted? Enter(IReadOnlyList<ActiveLimit> limits, string actor, string model, long tokens, out LimitRefusal? refusal)
    {
        refusal = null;
        List<Entry>? entries = null;
        foreach (var limit in limits)
        {
            if (!limit.Fits(actor, model)) continue;
            entries ??= [];
            if (Enter(limit, tokens, entries) is not { } refused) continue;
            refusal = refused;
            Undo(entries);
            return null;
        }

        return entries is null ? Free : new Admitted(entries, tokens);
    }

    private LimitRefusal? Enter(ActiveLimit limit, long tokens, List<Entry> entries)
    {
        var entry = new Entry(limit);
        if (limit.Concurrency is { } atOnce)
        {
            if (!limit.Counts.TryEnter(processes.Share(atOnce))) return LimitRefusal.Concurrency(limit, atOnce);
            entry.Entered = true;
        }

        entries.Add(entry);
        if (limit.RequestsPerMinute is { } rate)
        {
            var share = processes.Share(rate);
            if (!limit.Counts.Requests.TryAdd(1, share, out var left, out var second)) return LimitRefusal.Requests(limit, rate, limit.Counts.Requests.Until(1, share));
            (entry.Counted, entry.RequestsLeft, entry.RequestSecond) = (true, left, second);
        }

        if (limit.TokensPerMinute is { } size)
        {
            var share = processes.Share(size);
            if (!limit.Counts.Tokens.TryAdd(tokens, share, out var left, out var second)) return LimitRefusal.Tokens(limit, size, limit.Counts.Tokens.Until(tokens, share));
            (entry.Reserved, entry.TokensLeft, entry.TokenSecond) = (Math.Min(tokens, share), left, second);
        }

        return null;
    }

    /// <summary>A call that one limit refused has not been made for the others either.</summary>
    private static void Undo(List<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Entered) entry.Limit.Counts.Leave();
            if (entry.Counted) entry.Limit.Counts.Requests.Correct(entry.RequestSecond, -1);
            if (entry.Reserved > 0) entry.Limit.Counts.Tokens.Correct(entry.TokenSecond, -entry.Reserved);
        }
    }

    internal sealed class Entry(ActiveLimit limit)
    {
        public ActiveLimit Limit => limit;

        public bool Entered { get; set; }

        public bool Counted { get; set; }

        public long RequestSecond { get; set; }

        public long RequestsLeft { get; set; }

        public long Reserved { get; set; }

        public long TokenSecond { get; set; }

        public long TokensLeft { get; set; }
    }
}

/// <summary>A call that was let in. Disposed of when it is over.</summary>
internal sealed class Admitted(IReadOnlyList<Admission.Entry> entries, long estimate) : IDisposable
{
    private int isOver;
    private long used;

    /// <summary>What the call was estimated at, in tokens.</summary>
    public long Estimate => estimate;

    /// <summary>The call has used so many tokens. Attempts add up.</summary>
    public void Used(long tokens) => Interlocked.Add(ref used, tokens);

    /// <summary>Tells the client what is left of its tightest limits, in OpenAI's headers.</summary>
    public void Tell(IHeaderDictionary headers)
    {
        Admission.Entry? requests = null, tokens = null;
        foreach (var entry in entries)
        {
            if (entry.Limit.RequestsPerMinute is not null && (requests is null || entry.RequestsLeft < requests.RequestsLeft)) requests = entry;
            if (entry.Limit.TokensPerMinute is not null && (tokens is null || entry.TokensLeft < tokens.TokensLeft)) tokens = entry;
        }

        if (requests?.Limit is { RequestsPerMinute: { } rate } byRate)
            Tell(headers, RateHeaders.Requests, rate, requests.RequestsLeft, byRate.Counts.Requests.Until(rate, rate));
        if (tokens?.Limit is { TokensPerMinute: { } size } bySize)
            Tell(headers, RateHeaders.Tokens, size, tokens.TokensLeft, bySize.Counts.Tokens.Until(size, size));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref isOver, 1) != 0) return;
        foreach (var entry in entries)
        {
            if (entry.Entered) entry.Limit.Counts.Leave();
            if (entry.Reserved > 0) entry.Limit.Counts.Tokens.Correct(entry.TokenSecond, Interlocked.Read(ref used) - entry.Reserved);
        }
    }

    private static void Tell(IHeaderDictionary headers, RateHeaders names, long limit, long left, TimeSpan reset)
    {
        headers[names.Limit] = limit.ToString(CultureInfo.InvariantCulture);
        headers[names.Remaining] = left.ToString(CultureInfo.InvariantCulture);
        headers[names.Reset] = string.Create(CultureInfo.InvariantCulture, $"{(reset.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond}s");
    }
}

/// <summary>OpenAI's headers about one kind of limit.</summary>
internal sealed record RateHeaders(string Limit, string Remaining, string Reset)
{
    public static readonly RateHeaders Requests = new("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
    public static readonly RateHeaders Tokens = new("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
}

/// <summary>Why a call is not let in.</summary>
/// <param name="Error">As the client is told.</param>
/// <param name="RetryAfter">When to come again; null: not without a change.</param>
internal sealed record LimitRefusal(OpenAiError Error, TimeSpan? RetryAfter)
{
    private const string RateType = "rate_limit_error";

    public static LimitRefusal Requests(ActiveLimit limit, long rate, TimeSpan wait) => Rate(
        string.Create(CultureInfo.InvariantCulture, $"The limit of {rate} requests a minute {Whose(limit)} is reached. Try again in {Math.Ceiling(wait.TotalSeconds)} s."), "rate_limit_exceeded", wait);

    public static LimitRefusal Tokens(ActiveLimit limit, long size, TimeSpan wait) => Rate(
        string.Create(CultureInfo.InvariantCulture, $"The limit of {size} tokens a minute {Whose(limit)} is reached. Try again in {Math.Ceiling(wait.TotalSeconds)} s."), "rate_limit_exceeded", wait);

    public static LimitRefusal Concurrency(ActiveLimit limit, long atOnce) => Rate(
        string.Create(CultureInfo.InvariantCulture, $"The limit of {atOnce} requests at once {Whose(limit)} is reached."), "concurrency_limit_exceeded", TimeSpan.FromSeconds(1));

    /// <summary>402, not 429: no waiting of a client's own accord helps.</summary>
    public static LimitRefusal Budget(BudgetWindow window, DateTimeOffset now) => new(
        new OpenAiError(
            StatusCodes.Status402PaymentRequired,
            string.Create(CultureInfo.InvariantCulture, $"The budget of this {window.Period} ({Money.OfScaled(window.Budget, window.Currency).Amount} {window.Currency}) is used up. It begins anew at {window.Ends:yyyy-MM-ddTHH:mm:ssZ}."),
            "insufficient_quota", null, "quota_exceeded"),
        window.Ends - now);

    /// <summary>Under a budget nothing is bought whose price nobody knows.</summary>
    public static LimitRefusal Unpriced(string provider, string model) => new(
        new OpenAiError(
            StatusCodes.Status402PaymentRequired,
            $"The calls of this key or tenant have a budget, and there is no price in its currency for the model '{model}' of '{provider}'.",
            "insufficient_quota", "model", "price_unknown"),
        null);

    /// <summary>Billing's quota, in its words.</summary>
    public static LimitRefusal Quota(Refusal refusal, DateTimeOffset now) => new(
        new OpenAiError(StatusCodes.Status402PaymentRequired, refusal.Detail, "insufficient_quota", null, "quota_exceeded"),
        refusal.Quota?.ResetsAt is { } again && again > now ? again - now : null);

    /// <summary>Billing does not answer, and the allowance for that time is used up.</summary>
    public static readonly LimitRefusal BillingAway = new(
        new OpenAiError(StatusCodes.Status503ServiceUnavailable, "Nobody can say just now whether the quota allows this call.", "server_error", null, "quota_unavailable"), TimeSpan.FromSeconds(2));

    private static LimitRefusal Rate(string message, string code, TimeSpan wait) => new(new OpenAiError(StatusCodes.Status429TooManyRequests, message, RateType, null, code), wait);

    private static string Whose(ActiveLimit limit) => (limit.Actor.Length, limit.Model.Length) switch
    {
        (0, 0) => "of this tenant",
        (0, _) => $"for the model '{limit.Model}'",
        (_, 0) => "of this key",
        _ => $"of this key for the model '{limit.Model}'",
    };
}
