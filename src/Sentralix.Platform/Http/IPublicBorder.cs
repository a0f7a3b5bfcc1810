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
