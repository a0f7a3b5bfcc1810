namespace Sentralix.Llm.Upstreams.Access;

/// <summary>Calls with a token that runs out. However many calls find it missing at once, it is asked for once; it is renewed a minute
/// before its end, and when the provider refuses it earlier.</summary>
internal sealed class TokenAccess(string upstream, ITokenIssuer issuer, TimeProvider time) : IUpstreamAccess
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    // A token that is new is used this long even where it says that it has run out: then the clocks differ, and asking on every call
    // would help nobody. If it is old indeed, the provider will say so.
    private static readonly TimeSpan LeastUse = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // GigaChat's place takes ten requests a second. What was refused just now is not asked again at once.
    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(1);

    private readonly Secrets secrets = new(issuer.Secrets);
    private readonly Lock gate = new();
    private AccessToken? token;
    private DateTimeOffset freshUntil;
    private TokenOutcome? fault;
    private DateTimeOffset faultUntil;
    private Task<TokenOutcome>? asking;

    public async ValueTask<UpstreamFault?> Apply(HttpRequestMessage request, CancellationToken cancellation)
    {
        var outcome = await Get(cancellation);
        if (outcome.Token is not { } current) return new UpstreamFault(outcome.Code, upstream, $"The upstream '{upstream}' gave no access token: {outcome.Words}");
        request.Headers.Authorization = new("Bearer", current.Value);
        return null;
    }

    public bool Renew(HttpRequestMessage refused)
    {
        lock (gate)
        {
            // Another call may have renewed it meanwhile: that one is as good.
            if (token is not null && token.Value == refused.Headers.Authorization?.Parameter) token = null;
            return true;
        }
    }

    public string Masked(string words)
    {
        words = secrets.Masked(words);
        return Current is { } current ? new Secrets(current).Masked(words) : words;
    }

    public bool Reveals(ReadOnlySpan<byte> bytes) => secrets.AreIn(bytes) || (Current is { } current && new Secrets(current).AreIn(bytes));

    /// <summary>Without any secret.</summary>
    public override string ToString() => $"token of {upstream}";

    private string? Current
    {
        get
        {
            lock (gate) return token?.Value;
        }
    }

    private ValueTask<TokenOutcome> Get(CancellationToken cancellation)
    {
        Task<TokenOutcome> flight;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (token is { } current && now < freshUntil) return new(TokenOutcome.Of(current));
            if (fault is { } failed && now < faultUntil) return new(StillGood(now) ?? failed);
            // Of its own, and of no caller's: one that hangs up must not take the token from the others.
            flight = asking ??= Task.Run(Ask, CancellationToken.None);
        }

        return new(flight.WaitAsync(cancellation));
    }

    private async Task<TokenOutcome> Ask()
    {
        TokenOutcome outcome;
        using (var patience = new CancellationTokenSource(Patience, time))
        {
            try
            {
                outcome = await issuer.Issue(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                outcome = TokenOutcome.Failed(FaultCode.Overloaded, "the place that gives it did not answer in time.");
            }
            catch (Exception e)
            {
                // Nobody would ever ask again if the flight stayed: it ends, and whoever waits for it learns why.
                lock (gate) asking = null;
                throw new InvalidOperationException($"Asking for the token of '{upstream}' failed in an unforeseen way ({e.GetType().Name}).", e);
            }
        }

        lock (gate)
        {
            asking = null;
            var now = time.GetUtcNow();
            if (outcome.Token is { } issued)
            {
                token = issued;
                fault = null;
                freshUntil = issued.ExpiresAt - Margin;
                if (freshUntil < now + LeastUse) freshUntil = now + LeastUse;
                return outcome;
            }

            fault = outcome;
            faultUntil = now + RestAfterFault;
            return StillGood(now) ?? outcome;
        }
    }

    // In the last minute of its life a token that could not be renewed is as good as ever.
    private TokenOutcome? StillGood(DateTimeOffset now) => token is { } old && now < old.ExpiresAt ? TokenOutcome.Of(old) : null;
}
