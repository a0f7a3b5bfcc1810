using System.Reflection;
using Sentralix.Platform.Tests.Subject;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>Runs a theory both ways, each with the given values after the way.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class CombinatorialWaysAttribute(params object[] values) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<Way>().Select(way => new TheoryDataRow([way, .. values]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
