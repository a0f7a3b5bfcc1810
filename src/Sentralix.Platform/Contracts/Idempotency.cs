using System.Text.Json;
using Sentralix.Contracts;

namespace Sentralix.Platform.Contracts;

/// <summary>Remembers the first answer to an <c>Idempotency-Key</c>, for 24 hours, in the service's own store.</summary>
public interface IIdempotency
{
    /// <summary>Claims the key, or says what the call must answer instead.</summary>
    Task<IdempotentCall> Begin(IdempotencyScope scope, CancellationToken cancellation);

    /// <summary>Keeps the answer, or frees the key when the call broke; nothing where the claim is not this call's any more.</summary>
    ValueTask End(IdempotencyScope scope, string claim, bool keep, object? value, Refusal? refusal);
}

/// <summary>Whose key, of which route, for which body.</summary>
public sealed record IdempotencyScope(string Tenant, string Actor, string Route, string Key, string Fingerprint);

/// <summary>How a call under an idempotency key goes on.</summary>
/// <param name="Refusal">The answer is this refusal: 409 while the first call runs, 422 for another body, or the first call's own.</param>
/// <param name="Replay">The answer is this stored one.</param>
/// <param name="Claim">The call is to be made, and ends with this.</param>
public sealed record IdempotentCall(Refusal? Refusal = null, JsonElement? Replay = null, string? Claim = null);
