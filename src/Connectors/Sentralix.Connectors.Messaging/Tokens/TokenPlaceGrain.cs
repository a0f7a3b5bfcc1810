using Sentralix.Platform.Cluster;

namespace Sentralix.Connectors.Messaging.Tokens;

/// <summary>The place of one key's token in the cluster. Its key is <c>{tenant}/{service}/{key}</c>. What it forgets with its process is
/// asked for again. Tokens travel sealed.</summary>
[Alias("sentralix.token-place")]
public interface ITokenPlaceGrain : IGrainWithStringKey
{
    /// <summary>The token, or the turn to ask for one.</summary>
    /// <param name="refused">A mark of the token that the channel does not take any more.</param>
    [Alias("take")]
    Task<SealedTurn> Take(string? refused);

    /// <summary>Keeps a token.</summary>
    /// <param name="mark">Tells it from others without telling it.</param>
    /// <param name="sealedToken">It.</param>
    /// <param name="renewAt">When to ask for the next one.</param>
    /// <param name="expiresAt">When it ends.</param>
    [Alias("keep")]
    Task Keep(string mark, byte[] sealedToken, DateTimeOffset renewAt, DateTimeOffset expiresAt);

    /// <summary>Gives the turn back.</summary>
    [Alias("give-up")]
    Task GiveUp();
}

/// <summary>A turn, as it travels.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.sealed-turn")]
public sealed record SealedTurn([property: Id(0)] byte[]? Token, [property: Id(1)] bool IsYours);

/// <inheritdoc cref="ITokenPlaceGrain"/>
[RunsWithService]
internal sealed class TokenPlaceGrain(TimeProvider clock) : Grain, ITokenPlaceGrain
{
    // Here a token's value is its mark: what it is, only the callers see.
    private readonly TokenPlace place = new(clock);
    private byte[]? kept;

    public Task<SealedTurn> Take(string? refused)
    {
        var turn = place.Take(refused);
        return Task.FromResult(new SealedTurn(turn.Token is null ? null : kept, turn.IsYours));
    }

    public Task Keep(string mark, byte[] sealedToken, DateTimeOffset renewAt, DateTimeOffset expiresAt)
    {
        place.Keep(new(mark, clock.GetUtcNow(), renewAt, expiresAt));
        kept = sealedToken;
        return Task.CompletedTask;
    }

    public Task GiveUp()
    {
        place.GiveUp();
        return Task.CompletedTask;
    }
}
