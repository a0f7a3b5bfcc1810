namespace Sentralix.Connectors.Messaging.Tokens;

/// <summary>Where one key's token lies, and whose turn it is to ask for the next. It is asked by one caller at a time.</summary>
public sealed class TokenPlace(TimeProvider clock)
{
    // Longer than asking takes; whoever dies with the turn loses it then.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(15);

    private SharedToken? token;
    private DateTimeOffset turnUntil;

    /// <inheritdoc cref="ISharedTokens.Take"/>
    public TokenTurn Take(string? refused)
    {
        var now = clock.GetUtcNow();
        var usable = token is not null && token.Value != refused && token.ExpiresAt > now;
        if (usable && token!.RenewAt > now) return new(token, false);

        // While one renews long before the end, the others go on with what there is.
        if (turnUntil > now) return new(usable ? token : null, false);
        turnUntil = now + Turn;
        return new(null, true);
    }

    /// <inheritdoc cref="ISharedTokens.Keep"/>
    public void Keep(SharedToken given) => (token, turnUntil) = (given, default);

    /// <inheritdoc cref="ISharedTokens.GiveUp"/>
    public void GiveUp() => turnUntil = default;
}
