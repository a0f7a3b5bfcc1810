namespace Sentralix.EndToEnd.Readme;

/// <summary>A shell block of a README, exactly as a reader copies it.</summary>
internal static class ReadmeBlock
{
    private const string Opening = "```bash\n";
    private const string Closing = "\n```";

    /// <summary>The first block after a line of the text.</summary>
    public static string After(string file, string landmark)
    {
        var text = File.ReadAllText(Path.Combine(Root(), file)).ReplaceLineEndings("\n");
        var from = text.IndexOf($"\n{landmark}\n", StringComparison.Ordinal);
        Assert.True(from >= 0, $"{file} has no line '{landmark}'.");
        var start = text.IndexOf(Opening, from, StringComparison.Ordinal) + Opening.Length;
        Assert.True(start > Opening.Length, $"{file} has no shell block after '{landmark}'.");
        return text[start..text.IndexOf(Closing, start, StringComparison.Ordinal)];
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Sentralix.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Sentralix.slnx.");
    }
}
