using Xunit;

namespace Sentralix.JsonSchema.Tests.Official;

/// <summary>The official tests of draft 2020-12: all that are required, and of the optional ones all but those listed with their reason.</summary>
public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    public static TheoryData<string> Required => [.. OfficialSuite.RequiredFiles];

    public static TheoryData<string> Optional => [.. OfficialSuite.OptionalFiles];

    /// <summary>What is not as the optional tests want it, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["optional/cross-draft.json"] = "a schema of an older draft that means something else in 2020-12 is refused, not read by the rules of its draft",
    };

    [Theory]
    [MemberData(nameof(Required))]
    public void Every_required_test_gives_its_verdict(string file)
    {
        var (_, wrong) = OfficialSuite.Run(file, assertsFormat: false);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void No_required_test_has_been_left_behind() =>
        Assert.Equal((48, 1_301), (OfficialSuite.RequiredFiles.Count(), OfficialSuite.RequiredFiles.Sum(f => OfficialSuite.Run(f, assertsFormat: false).Tests)));

    [Theory]
    [MemberData(nameof(Optional))]
    public void Optional_tests_give_their_verdict_except_those_that_are_listed(string file)
    {
        var (tests, wrong) = OfficialSuite.Run(file, assertsFormat: file.StartsWith("optional/format/", StringComparison.Ordinal));
        output.WriteLine($"{file}: {tests - wrong.Count} of {tests}");
        if (Exceptions.ContainsKey(file)) Assert.NotEmpty(wrong);
        else Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
