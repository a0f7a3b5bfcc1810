using Sentralix.Platform.Security;

namespace Sentralix.Compliance;

/// <summary>Call contexts for tests. <c>using var _ = Caller.Of("acme").Enter();</c></summary>
public static class Caller
{
    /// <summary>A caller with all rights.</summary>
    public static CallContext Of(string tenant, string actor = "key:test") => With(tenant, actor, "*");

    /// <summary>A caller with some rights.</summary>
    public static CallContext With(string tenant, string actor, params string[] scopes) => new() { Tenant = tenant, Actor = actor, Scopes = scopes };
}
