using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tokens;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>Two processes with one account.</summary>
public sealed class SharedTokenTests : IAsyncLifetime
{
    private House house = null!;
    private Cluster cluster = null!;
    private AvitoChannel one = null!;
    private AvitoChannel other = null!;

    private int Asked => house.Avito.TokenRequests("client_credentials");

    public async ValueTask InitializeAsync()
    {
        house = await House.Open();
        cluster = new Cluster(house.Clock);
        (one, other) = (new AvitoChannel(house.Clock, shared: cluster), new AvitoChannel(house.Clock, shared: cluster));
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Both_use_one_token_and_ask_for_the_next_one_once()
    {
        Assert.All(await SendAll(), outcome => Assert.IsType<SendOutcome.Sent>(outcome));
        Assert.Equal(1, Asked);

        house.Avito.RevokeTokens();
        Assert.All(await SendAll(), outcome => Assert.IsType<SendOutcome.Sent>(outcome));
        Assert.Equal(2, Asked);

        house.Clock.Step(TimeSpan.FromHours(22));
        Assert.All(await SendAll(), outcome => Assert.IsType<SendOutcome.Sent>(outcome));
        Assert.Equal(3, Asked);
    }

    [Fact]
    public async Task A_refusal_is_not_kept_and_the_next_one_asks()
    {
        house.Avito.Faults.Next(new Fault(FaultKind.ErrorBefore), AvitoOperations.Token);
        Assert.IsType<SendOutcome.Again>(await Send(one));
        Assert.IsType<SendOutcome.Sent>(await Send(other));
    }

    [Fact]
    public async Task Whoever_dies_with_the_turn_loses_it()
    {
        // Somebody takes the turn of every key, and is never heard of again.
        cluster.Dies = true;
        var waiting = Send(one);
        cluster.Dies = false;
        Assert.False(await Task.WhenAny(waiting, Task.Delay(500)) == waiting);
        Assert.Equal(0, Asked);

        house.Clock.Step(TimeSpan.FromSeconds(16));
        Assert.IsType<SendOutcome.Sent>(await waiting);
        Assert.Equal(1, Asked);
    }

    private Task<SendOutcome[]> SendAll() => Task.WhenAll(Enumerable.Range(0, 40).Select(i => Send(i % 2 == 0 ? one : other)));

    private Task<SendOutcome> Send(AvitoChannel channel) => channel.Send(house.Access(), house.Order(house.Avito.OpenChat(), "Да"), CancellationToken.None);

    /// <summary>What processes share, without a network between them.</summary>
    private sealed class Cluster(TimeProvider clock) : ISharedTokens
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, TokenPlace> places = [];

        public bool Dies { get; set; }

        public Task<TokenTurn> Take(string key, string? refused)
        {
            lock (gate)
            {
                var turn = Place(key).Take(refused);
                return Task.FromResult(Dies ? turn with { IsYours = false } : turn);
            }
        }

        public Task Keep(string key, SharedToken token)
        {
            lock (gate) Place(key).Keep(token);
            return Task.CompletedTask;
        }

        public Task GiveUp(string key)
        {
            lock (gate) Place(key).GiveUp();
            return Task.CompletedTask;
        }

        private TokenPlace Place(string key) => places.TryGetValue(key, out var place) ? place : places[key] = new TokenPlace(clock);
    }
}
