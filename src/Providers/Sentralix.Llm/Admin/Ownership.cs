using Sentralix.Contracts;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Whose a row is. A unit of work sees the caller's own rows and the operator's; only their owner changes either.</summary>
internal static class Ownership
{
    public static readonly Refusal OfOperator = new("shared", 403, "It is the operator's, who alone changes it.");

    public static readonly Refusal OfFile = Refusal.Conflict("configured", "It comes from the configuration file, and is changed there.");

    public static string Caller => CallContext.Current.Tenant;

    public static bool CallerIsOperator => Caller == ServiceDbContext.PlatformTenant;

    public static bool IsShared(this ITenantOwned row) => row.TenantId == ServiceDbContext.PlatformTenant;

    public static bool IsCallers(this ITenantOwned row) => row.TenantId == Caller;

    /// <summary>A unit of work of an owner. The operator's looks across tenants, because his rows are used by all of them: queries in it name
    /// the tenant that they mean.</summary>
    public static Task<T> WriteAsOwner<T>(this IStore<LlmDbContext> store, Func<LlmDbContext, CancellationToken, Task<T>> write, CancellationToken cancellation) =>
        CallerIsOperator ? store.Write(SystemScope.Oversight, write, cancellation) : store.Write(write, cancellation);
}
