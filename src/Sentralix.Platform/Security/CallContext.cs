namespace Sentralix.Platform.Security;

/// <summary>Who is calling, for which tenant, with which rights. It flows with the asynchronous call, into work items and into
/// grains; code that needs one and finds none throws.</summary>
public sealed record CallContext
{
    private static readonly AsyncLocal<CallContext?> Ambient = new();

    /// <summary>The tenant; every read and write is walled by it.</summary>
    public required string Tenant { get; init; }

    /// <summary>Who: <c>key:…</c>, <c>contact:…</c>, <c>service:…</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What the caller may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>For a contact's session token: the one conversation it may touch.</summary>
    public string? Conversation { get; init; }

    /// <summary>The <c>Idempotency-Key</c> of the call that crossed the border; the first contract gate takes it.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Set by the gate when it answers from memory; the HTTP face says so in a header.</summary>
    public Contracts.ReplayMarker? Replayed { get; init; }

    /// <summary>Inside a call that came with an <c>Idempotency-Key</c>: that key, for implementations that can make it their domain key.</summary>
    public string? DomainKey { get; init; }

    /// <summary>This caller, with all the rights of a service that has already checked what he may do.</summary>
    public CallContext As(string service) => this with { Actor = Actor.Length == 0 ? $"service:{service}" : Actor, Scopes = ["*"], Conversation = null };

    /// <summary>The context of this call.</summary>
    /// <exception cref="InvalidOperationException">There is none: a border forgot to enter one.</exception>
    public static CallContext Current => Ambient.Value
        ?? throw new InvalidOperationException("No call context: a border let a call in without entering one.");

    /// <summary>The context of this call, where there may be none.</summary>
    public static CallContext? CurrentOrNone => Ambient.Value;

    /// <summary>The platform's own work for a tenant: all scopes.</summary>
    public static CallContext Platform(string tenant, string service) =>
        new() { Tenant = tenant, Actor = $"service:{service}", Scopes = ["*"] };

    /// <summary>Makes this the context until the returned value is disposed of.</summary>
    public Entered Enter()
    {
        var before = Ambient.Value;
        Ambient.Value = this;
        return new Entered(before);
    }

    /// <summary>Whether the caller holds a scope. <c>*</c> and <c>resource:*</c> cover what they begin.</summary>
    public bool Holds(string scope)
    {
        foreach (var held in Scopes)
        {
            if (held == scope || held == "*") return true;
            if (held.EndsWith(":*", StringComparison.Ordinal) && scope.AsSpan().StartsWith(held.AsSpan(0, held.Length - 1), StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>Restores the context that was there before.</summary>
    public readonly struct Entered(CallContext? before) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Ambient.Value = before;
    }
}
