namespace Sentralix.Aggregator.Demo;

/// <summary>The project's documents, as they lie beside the program.</summary>
internal static class DocsFolder
{
    /// <summary>Markdown files in a stable order; Russian ones are <c>*.ru.md</c> or lie under <c>ru/</c>.</summary>
    public static IReadOnlyList<DocsFile> Read(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)
            .Select(file => (File: file, Name: Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => new DocsFile(f.File, f.Name, IsRussian(f.Name) ? "ru" : "en"))];
    }

    private static bool IsRussian(string name) =>
        name.EndsWith(".ru.md", StringComparison.OrdinalIgnoreCase) || $"/{name}".Contains("/ru/", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A document.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Name">Its path in the folder, with slashes.</param>
/// <param name="Language"><c>ru</c> or <c>en</c>.</param>
internal sealed record DocsFile(string File, string Name, string Language);
