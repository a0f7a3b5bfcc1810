using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Sentralix.Llm.Upstreams;

/// <summary>Reads values out of one section and collects every complaint about it, so that an operator mends a
/// configuration in one go and not field by field.</summary>
internal sealed class SettingsReader(IConfigurationSection section, List<string> problems)
{
    private readonly List<string> known = [];

    public string? Text(string name)
    {
        known.Add(name);
        var value = section[name]?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    public string? RequiredText(string name)
    {
        var value = Text(name);
        if (value is null) Complain(name, "is required");
        return value;
    }

    public TimeSpan Milliseconds(string name, TimeSpan fallback)
    {
        if (Text(name) is not { } value) return fallback;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0)
            return TimeSpan.FromMilliseconds(milliseconds);
        Complain(name, $"must be a positive whole number of milliseconds, not '{value}'");
        return fallback;
    }

    public bool Flag(string name, bool fallback)
    {
        if (Text(name) is not { } value) return fallback;
        if (bool.TryParse(value, out var flag)) return flag;
        Complain(name, $"must be true or false, not '{value}'");
        return fallback;
    }

    public string OneOf(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } value) return fallback;
        if (allowed.Contains(value)) return value;
        Complain(name, $"must be one of {string.Join(", ", allowed)}, not '{value}'");
        return fallback;
    }

    public long Number(string name, long fallback, long least)
    {
        if (Text(name) is not { } value) return fallback;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least) return number;
        Complain(name, $"must be a whole number of at least {least.ToString(CultureInfo.InvariantCulture)}, not '{value}'");
        return fallback;
    }

    /// <summary>The settings of a part, which are read on their own.</summary>
    public SettingsReader Part(string name)
    {
        known.Add(name);
        return new SettingsReader(section.GetSection(name), problems);
    }

    public IEnumerable<IConfigurationSection> List(string name)
    {
        known.Add(name);
        return section.GetSection(name).GetChildren();
    }

    public void Complain(string name, string what) =>
        problems.Add($"{ConfigurationPath.Combine(section.Path, name)} {what}.");

    /// <summary>Names the settings that nobody asked for: most are misspelt ones.</summary>
    public void ComplainAboutUnknown()
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                Complain(child.Key, $"is not a setting; known here are {string.Join(", ", known)}");
        }
    }
}
