using System.Text.Json;

namespace Sentralix.JsonSchema.Tests.Official;

/// <summary>The official tests of draft 2020-12.</summary>
internal static class OfficialSuite
{
    private const string RemoteUri = "http://localhost:1234/";

    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Official");

    /// <summary>What references of the tests find.</summary>
    public static IReadOnlyList<SchemaDocument> Remotes { get; } =
    [
        .. Files(Path.Combine(Root, "remotes")).Select(f => new SchemaDocument(RemoteUri + f.Name, File.ReadAllBytes(f.Path))),
    ];

    public static IEnumerable<string> RequiredFiles => AllFiles.Where(f => !f.StartsWith("optional/", StringComparison.Ordinal));

    public static IEnumerable<string> OptionalFiles => AllFiles.Where(f => f.StartsWith("optional/", StringComparison.Ordinal));

    private static IEnumerable<string> AllFiles => Files(Path.Combine(Root, "tests", "draft2020-12")).Select(f => f.Name);

    public static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "tests", "draft2020-12", file)));

    /// <summary>Runs a file of tests.</summary>
    /// <returns>How many tests it has, and those whose verdict was another.</returns>
    public static (int Tests, List<string> Wrong) Run(string file, bool assertsFormat)
    {
        using var groups = Read(file);
        var tests = 0;
        var wrong = new List<string>();
        foreach (var group in groups.RootElement.EnumerateArray())
        {
            var compilation = Schema.Compile(group.GetProperty("schema"), new SchemaOptions { Documents = Remotes, AssertsFormat = assertsFormat });
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                tests++;
                var name = $"{group.GetProperty("description").GetString()}: {test.GetProperty("description").GetString()}";
                if (!compilation.IsUsable)
                {
                    wrong.Add($"{name}: {string.Join("; ", compilation.Faults)}");
                    continue;
                }

                var expected = test.GetProperty("valid").GetBoolean();
                var data = test.GetProperty("data");
                var validation = compilation.Schema.Validate(data);
                if (validation.IsValid != expected || compilation.Schema.IsValid(data) != expected) wrong.Add($"{name}: expected {expected}; {validation.Stop} {string.Join("; ", validation.Errors)}");
                if (!validation.IsValid && validation.Errors.Count == 0) wrong.Add($"{name}: not valid, and nobody says why");
            }
        }

        return (tests, wrong);
    }

    private static IEnumerable<(string Name, string Path)> Files(string folder) => Directory
        .EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
        .Select(p => (Path.GetRelativePath(folder, p).Replace('\\', '/'), p))
        .OrderBy(f => f.Item1, StringComparer.Ordinal);
}
