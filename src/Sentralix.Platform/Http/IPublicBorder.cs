using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Http;

/// <summary>Who a public request comes from. The Aggregator owns keys and session tokens and implements this in its process.</summary>
public interface IPublicBorder
{
    /// <summary>The caller, or the refusal to answer with.</summary>
    ValueTask<Result<CallContext>> Authenticate(HttpContext http);
}

/// <summary>Decides for a public path that leads two ways by what is asked for, not by its path. The Aggregator implements this.</summary>
public interface IPublicFork
{
    /// <summary>Whether the Aggregator answers a request itself; else it goes on to the service its route names. Called for known callers
    /// only; leaves the request's body readable from its beginning.</summary>
    ValueTask<bool> Stays(HttpContext http);
}
