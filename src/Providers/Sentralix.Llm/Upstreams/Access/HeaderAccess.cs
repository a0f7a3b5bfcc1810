namespace Sentralix.Llm.Upstreams.Access;

/// <summary>A key in a header, always the same.</summary>
/// <param name="header">The header's name.</param>
/// <param name="scheme">What stands before the key, with its space; empty: nothing.</param>
/// <param name="key">The key; null: the server wants none.</param>
internal sealed class HeaderAccess(string header, string scheme, string? key) : IUpstreamAccess
{
    private readonly string? value = key is null ? null : scheme + key;
    private readonly Secrets secrets = key is null ? new Secrets() : new Secrets(key);

    public ValueTask<UpstreamFault?> Apply(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (value is not null) request.Headers.TryAddWithoutValidation(header, value);
        return default;
    }

    public bool Renew(HttpRequestMessage refused) => false;

    public string Masked(string words) => secrets.Masked(words);

    public bool Reveals(ReadOnlySpan<byte> bytes) => secrets.AreIn(bytes);

    /// <summary>Without the key.</summary>
    public override string ToString() => header;
}
