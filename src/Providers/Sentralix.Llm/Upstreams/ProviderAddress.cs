using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams;

/// <summary>Addresses that a tenant names and the platform calls.</summary>
internal static class ProviderAddress
{
    private const string Inside = "is inside the operator's network, and he has not allowed it";

    /// <summary>What is wrong with a provider's address; null: nothing. A name that leads inside is found when it is connected to.</summary>
    public static string? Check(string text, EgressGuard egress)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            return "must be an absolute http or https address";

        // Credentials in an address end up in logs; a query would end up in the middle of ours.
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0) return "must carry no user name, query or fragment";
        return egress.MayBeNamed(address.IdnHost) ? null : Inside;
    }

    /// <summary>What is wrong with a proxy's address; null: nothing. It is connected to as any other.</summary>
    public static string? CheckProxy(string text, EgressGuard egress) =>
        OutsideTrust.CheckProxy(text) ?? (egress.MayBeNamed(new Uri(text).IdnHost) ? null : Inside);

    /// <summary>A proxy's address without its credentials.</summary>
    public static string WithoutCredentials(string proxy) => new UriBuilder(proxy) { UserName = "", Password = "" }.Uri.AbsoluteUri;
}
