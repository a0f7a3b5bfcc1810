namespace Sentralix.Connectors.Messaging.Tokens;

/// <summary>Access tokens that all processes use together: one of them asks the channel, the others wait for what it got.</summary>
public interface ISharedTokens
{
    /// <summary>The token of a key, or the turn to ask for one.</summary>
    /// <param name="key">Names the credential without telling it.</param>
    /// <param name="refused">A token that the channel does not take any more; null: any will do.</param>
    Task<TokenTurn> Take(string key, string? refused);

    /// <summary>Whoever had the turn has got a token.</summary>
    Task Keep(string key, SharedToken token);

    /// <summary>Whoever had the turn has got none: the next one may ask.</summary>
    Task GiveUp(string key);
}

/// <summary>A token.</summary>
/// <param name="Value">It.</param>
/// <param name="GivenAt">Since when it is there.</param>
/// <param name="RenewAt">When to ask for the next one.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record SharedToken(string Value, DateTimeOffset GivenAt, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}

/// <summary>What is to be done for a token.</summary>
/// <param name="Token">It is there; null: it is not.</param>
/// <param name="IsYours">The caller is the one who asks for it. If neither: somebody else asks; take again in a moment.</param>
public sealed record TokenTurn(SharedToken? Token, bool IsYours);
