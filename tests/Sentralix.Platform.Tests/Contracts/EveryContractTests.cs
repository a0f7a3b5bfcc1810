using System.Text.RegularExpressions;
using Refit;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Xunit;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>What holds for every contract of the platform, found by reflection.</summary>
public sealed partial class EveryContractTests
{
    private static readonly Type[] All = [.. typeof(ContractAttribute).Assembly.GetTypes().Where(t => t.IsInterface && t.IsDefined(typeof(ContractAttribute), false))];

    public static TheoryData<Type> Contracts => [.. All];

    [Fact]
    public void There_are_contracts_to_check() => Assert.True(All.Length >= 10);

    [Theory, MemberData(nameof(Contracts), DisableDiscoveryEnumeration = true)]
    public void Every_method_can_be_described_and_lies_under_its_services_prefix(Type contract)
    {
        foreach (var method in ContractMethod.AllOf(contract))
        {
            var name = $"{contract.Name}.{method.Method.Name}";
            var prefix = method.Contract.Kind switch
            {
                ContractKind.Admin => $"/{method.Contract.Service}/admin/v1/",
                ContractKind.Public => "/api/v1/",

                // /api/v1 is the public API; towards the core the Aggregator is the connector of the web channel.
                _ when method.Contract.Service == "api" => "/api/web/v1/",
                _ => $"/{method.Contract.Service}/v1/",
            };
            Assert.True(method.Route.StartsWith(prefix, StringComparison.Ordinal), $"{name}: {method.Route} does not begin with {prefix}");
            Assert.True(KebabCase().IsMatch(method.Route), $"{name}: {method.Route} is not kebab-case");
            Assert.True(method.Scope.Scope.Contains(':', StringComparison.Ordinal), $"{name}: the scope {method.Scope.Scope} is not resource:verb");
            var places = Holes().Matches(method.Route).Select(m => m.Groups[1].Value);
            Assert.Equal(places.Order(), method.Parameters.Where(p => p.Place == ParameterPlace.Route).Select(p => p.Name).Order());
            Assert.True(method.Parameters[^1].Place == ParameterPlace.Cancellation, $"{name}: the last parameter is no CancellationToken");
            Assert.True(method.Verb is "POST" or "PUT" or "PATCH" || method.Parameters.All(p => p.Place is not (ParameterPlace.Body or ParameterPlace.RawBody)), $"{name}: {method.Verb} has a body");
        }
    }

    [Theory, MemberData(nameof(Contracts), DisableDiscoveryEnumeration = true)]
    public void Refit_has_generated_a_client(Type contract)
    {
        using var client = new HttpClient { BaseAddress = new Uri("http://service.invalid") };

        Assert.IsAssignableFrom(contract, RestService.For(contract, client));
    }

    [Fact]
    public void A_route_belongs_to_one_method_or_to_one_that_answers_once_and_one_that_streams()
    {
        foreach (var route in All.SelectMany(ContractMethod.AllOf).GroupBy(m => $"{m.Verb} {Holes().Replace(m.Route, "{}")}"))
        {
            Assert.True(route.Count(m => m.IsStream) <= 1, route.Key);
            Assert.True(route.Count(m => !m.IsStream) <= 1, route.Key);
        }
    }

    [Fact]
    public void The_public_door_opens_no_route_of_an_internal_contract()
    {
        var services = All.Select(c => ContractMethod.AllOf(c)[0].Contract.Service).ToHashSet();
        foreach (var method in All.SelectMany(ContractMethod.AllOf).Where(m => m.Contract.Kind != ContractKind.Public))
        {
            // The Aggregator's own admin routes have the form of the admin proxy, and so name a service that does not exist.
            var led = PublicRoutes.Find(Holes().Replace(method.Route, "x"));
            Assert.True(led is null || !services.Contains(led.Service), $"{method.Route} is led to {led}");
        }
    }

    [GeneratedRegex(@"^(/(~|[a-z0-9]+(-[a-z0-9]+)*|\{[a-zA-Z]+\}))+$")]
    private static partial Regex KebabCase();

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Holes();
}
