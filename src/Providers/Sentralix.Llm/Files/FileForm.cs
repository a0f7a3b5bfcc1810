using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Files;

/// <summary>The fields of an upload besides the bytes.</summary>
internal sealed class FileForm
{
    public const int LeastKept = 3600;
    public const int MostKept = 2_592_000;

    private const int LongestName = 255;
    private const int LongestField = 256;
    private const string Purpose = "purpose";
    private const string Anchor = "expires_after[anchor]";
    private const string Seconds = "expires_after[seconds]";

    private readonly Dictionary<string, string> fields = [];

    /// <summary>What the uploader calls the file.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How long it is to be kept; null: he does not say.</summary>
    public TimeSpan? Kept => fields.TryGetValue(Seconds, out var seconds) ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)) : null;

    /// <summary>The bytes follow.</summary>
    public void Called(string? name)
    {
        // Some send a path; and what shows the name later may be a terminal or a page.
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > LongestName) break;
            if (!Rune.IsControl(rune)) clean.Append(rune.ToString());
        }

        Name = clean.Length == 0 ? "file.jsonl" : clean.ToString();
    }

    /// <summary>Takes a field.</summary>
    /// <returns>What is wrong with it.</returns>
    public async Task<OpenAiError?> Take(string name, MultipartSection section, CancellationToken cancellation)
    {
        if (name is not (Purpose or Anchor or Seconds)) return Refuse.Unknown(name.Length > LongestField ? name[..LongestField] : name);
        var bytes = new byte[LongestField + 1];
        var length = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        if (length > LongestField) return Refuse.InvalidValue(name, $"The field '{name}' is too long.");
        return fields.TryAdd(name, Encoding.UTF8.GetString(bytes, 0, length)) ? Wrong(name) : Refuse.InvalidValue(name, $"The field '{name}' is given twice.");
    }

    /// <summary>What is missing.</summary>
    public OpenAiError? Missing()
    {
        if (!fields.ContainsKey(Purpose)) return Refuse.Missing(Purpose);
        if (fields.ContainsKey(Anchor) == fields.ContainsKey(Seconds)) return null;
        return Refuse.Missing(fields.ContainsKey(Anchor) ? Seconds : Anchor);
    }

    private OpenAiError? Wrong(string name) => (name, fields[name]) switch
    {
        (Purpose, var purpose) when purpose != KeptFiles.Input => Refuse.UnsupportedValue(Purpose, $"Files are kept here for batches: the purpose must be '{KeptFiles.Input}'."),
        (Anchor, var anchor) when anchor != "created_at" => Refuse.UnsupportedValue(Anchor, "The anchor must be 'created_at'."),
        (Seconds, var seconds) when !int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < LeastKept or > MostKept =>
            Refuse.InvalidValue(Seconds, $"The field '{Seconds}' must be a whole number from {LeastKept} to {MostKept}."),
        _ => null,
    };
}
