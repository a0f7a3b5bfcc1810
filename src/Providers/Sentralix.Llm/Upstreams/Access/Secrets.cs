using System.Text;

namespace Sentralix.Llm.Upstreams.Access;

/// <summary>Strings that must never be seen in errors and logs.</summary>
internal sealed class Secrets(params IEnumerable<string> secrets)
{
    // Anything shorter would black out ordinary words, and protects nothing.
    private const int Shortest = 6;

    private readonly string[] secrets = [.. secrets.Where(secret => secret.Length >= Shortest).OrderByDescending(secret => secret.Length)];

    public string Masked(string words)
    {
        foreach (var secret in secrets) words = words.Replace(secret, "***", StringComparison.Ordinal);
        return words;
    }

    public bool AreIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var secret in secrets)
        {
            if (bytes.IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0) return true;
        }

        return false;
    }

    /// <summary>Says nothing.</summary>
    public override string ToString() => nameof(Secrets);
}
