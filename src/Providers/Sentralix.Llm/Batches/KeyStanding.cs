using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Batches;

/// <summary>Whether the key that made a batch may still be used. Calls of clients are stopped at the public door; the lines of a batch come
/// by no door.</summary>
internal sealed class KeyStanding(IApiKeys keys, TimeProvider time)
{
    private const string Key = "key:";

    /// <summary>Whether it may. Who is no key may; and where nobody can tell just now, the next look asks again.</summary>
    public async Task<bool> Stands(string actor)
    {
        if (!actor.StartsWith(Key, StringComparison.Ordinal)) return true;
        using var _ = CallContext.Platform(CallContext.Current.Tenant, LlmModule.ServiceName).Enter();
        try
        {
            var found = await keys.Get(actor[Key.Length..], CancellationToken.None);
            if (!found.Ok) return found.Refusal.Status != StatusCodes.Status404NotFound;
            return found.Value.RevokedAt is null && !(found.Value.ExpiresAt <= time.GetUtcNow());
        }
        catch (ServiceUnavailableException)
        {
            return true;
        }
    }
}
