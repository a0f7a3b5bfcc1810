namespace Sentralix.Llm.Upstreams;

/// <summary>One of the keys that an upstream is called with.</summary>
/// <remarks>A class and not a record: a record would print its secret.</remarks>
internal sealed class UpstreamKey(string? id, string? secret, int weight)
{
    /// <summary>Null: it comes from the configuration, or there is none to be sent.</summary>
    public string? Id => id;

    public string? Secret => secret;

    public int Weight => weight;

    public string? Authorization { get; } = secret is null ? null : $"Bearer {secret}";
}
