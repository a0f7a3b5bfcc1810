using Microsoft.Extensions.Time.Testing;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Access;

/// <summary>GigaChat's tokens: asked for once, renewed in time and after a refusal, and never shown.</summary>
public sealed class GigaChatAccessTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());
    private GigaChatPeer peer = null!;

    public async ValueTask InitializeAsync() => peer = await GigaChatPeer.Start(new GigaChatBehaviour { Concurrency = 100 }, time: time);

    public async ValueTask DisposeAsync()
    {
        await peer.DisposeAsync();
        http.Dispose();
    }

    [Fact]
    public async Task However_many_calls_come_at_once_the_token_is_asked_for_once()
    {
        var door = new TaskCompletionSource();
        peer.Manners = new PeerManners { Until = door.Task };
        var access = Access();

        var calls = Enumerable.Range(0, 64).Select(_ => Task.Run(() => Token(access))).ToArray();
        await Until(() => peer.TokensAsked > 0);
        door.SetResult();
        var tokens = await Task.WhenAll(calls);

        Assert.Single(tokens.Distinct());
        Assert.Equal(1, peer.TokensAsked);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_takes_the_token_from_nobody()
    {
        var door = new TaskCompletionSource();
        peer.Manners = new PeerManners { Until = door.Task };
        var access = Access();
        using var leaving = new CancellationTokenSource();

        var first = access.Apply(new HttpRequestMessage(), leaving.Token).AsTask();
        var second = Token(access);
        await Until(() => peer.TokensAsked > 0);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        door.SetResult();
        Assert.NotNull(await second);
        Assert.Equal(1, peer.TokensAsked);
    }

    [Fact]
    public async Task A_token_is_renewed_a_minute_before_its_end_and_not_earlier()
    {
        var access = Access();
        var first = await Token(access);

        time.Advance(TimeSpan.FromMinutes(29) - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await Token(access));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, await Token(access));
        Assert.Equal(2, peer.TokensAsked);
    }

    [Theory]
    [InlineData(GigaChatTokenForm.Usual)]
    [InlineData(GigaChatTokenForm.ShortSeconds)]
    [InlineData(GigaChatTokenForm.ShortMilliseconds)]
    public async Task The_end_is_understood_in_seconds_and_in_milliseconds(GigaChatTokenForm form)
    {
        peer.Behaviour = peer.Behaviour with { TokenForm = form };
        var access = Access();
        var first = await Token(access);

        time.Advance(TimeSpan.FromMinutes(28));
        Assert.Equal(first, await Token(access));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(first, await Token(access));
    }

    [Fact]
    public async Task A_token_that_has_run_out_by_our_clock_is_not_asked_for_on_every_call()
    {
        peer.Behaviour = peer.Behaviour with { TokenLife = TimeSpan.FromHours(-2) };
        var access = Access();

        for (var i = 0; i < 5; i++) Assert.NotNull(await Token(access));

        Assert.Equal(1, peer.TokensAsked);
    }

    [Fact]
    public async Task A_call_refused_with_401_is_repeated_once_with_a_new_token()
    {
        var access = Access();
        await Token(access);
        peer.ForgetTokens();

        using var reply = (await Call(access)).Response;

        Assert.Equal(200, (int)reply!.StatusCode);
        Assert.Equal(2, peer.TokensAsked);
        Assert.Equal(2, peer.ChatsAsked);
    }

    [Fact]
    public async Task Calls_refused_together_renew_the_token_once()
    {
        var access = Access();
        await Token(access);
        peer.ForgetTokens();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Call(access)));

        Assert.All(replies, reply => Assert.Equal(200, (int)reply.Response!.StatusCode));
        Assert.Equal(2, peer.TokensAsked);
    }

    [Fact]
    public async Task A_call_that_is_refused_again_is_not_repeated_for_ever()
    {
        peer.Manners = new PeerManners { Fault = OpenAiFault.WithStatus(401), FaultAt = "/api/v1/chat/completions" };

        using var reply = (await Call(Access())).Response;

        Assert.Equal(401, (int)reply!.StatusCode);
        Assert.Equal(2, peer.ChatsAsked);
    }

    [Fact]
    public async Task A_key_in_a_header_is_not_tried_twice()
    {
        using var reply = (await Call(new HeaderAccess("Authorization", "Bearer ", "wrong"))).Response;

        Assert.Equal(401, (int)reply!.StatusCode);
        Assert.Equal(1, peer.ChatsAsked);
    }

    [Theory]
    [InlineData("d3Jvbmc6d3Jvbmcta2V5", "GIGACHAT_API_PERS", "credentials doesn't match")]
    [InlineData(null, "GIGACHAT_API_CORP", "scope from db not fully includes")]
    public async Task Credentials_that_are_refused_are_a_fault_of_access(string? key, string scope, string words)
    {
        var fault = await Access(key, scope).Apply(new HttpRequestMessage(), default);

        Assert.Equal(FaultCode.Auth, fault!.Code);
        Assert.Contains(words, fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAiFaultKind.Status, 500, "overloaded")]
    [InlineData(OpenAiFaultKind.Status, 429, "overloaded")]
    [InlineData(OpenAiFaultKind.Status, 403, "auth")]
    [InlineData(OpenAiFaultKind.Garbage, 200, "overloaded")]
    [InlineData(OpenAiFaultKind.CutConnection, 0, "unreachable")]
    public async Task A_place_of_tokens_in_trouble_is_a_fault_and_no_exception(OpenAiFaultKind kind, int status, string code)
    {
        peer.Manners = new PeerManners { Fault = new OpenAiFault(kind) { Status = status } };

        var reply = await Call(Access());

        Assert.Equal(code, reply.Fault!.Code.Name());
        Assert.Equal("giga", reply.Fault.Upstream);
        Assert.Equal(0, peer.ChatsAsked);
    }

    [Fact]
    public async Task A_place_of_tokens_that_never_answers_is_given_up()
    {
        peer.Manners = new PeerManners { Fault = new OpenAiFault(OpenAiFaultKind.NeverAnswers) };
        var asking = Access().Apply(new HttpRequestMessage(), default).AsTask();
        await Until(() => peer.TokensAsked > 0);

        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(FaultCode.Overloaded, (await asking)!.Code);
    }

    [Fact]
    public async Task What_was_refused_just_now_is_not_asked_again_at_once_but_soon()
    {
        peer.Manners = new PeerManners { Fault = OpenAiFault.WithStatus(500), FaultAt = "/api/v2/oauth" };
        var access = Access();

        for (var i = 0; i < 10; i++) Assert.NotNull(await access.Apply(new HttpRequestMessage(), default));
        Assert.Equal(1, peer.TokensAsked);
        peer.Manners = new PeerManners();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(await Token(access));
    }

    [Fact]
    public async Task In_its_last_minute_a_token_serves_on_when_no_new_one_is_to_be_had()
    {
        var access = Access();
        var first = await Token(access);
        peer.Manners = new PeerManners { Fault = OpenAiFault.WithStatus(500), FaultAt = "/api/v2/oauth" };

        time.Advance(TimeSpan.FromMinutes(29) + TimeSpan.FromSeconds(30));
        Assert.Equal(first, await Token(access));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(FaultCode.Overloaded, (await access.Apply(new HttpRequestMessage(), default))!.Code);
    }

    [Fact]
    public async Task Neither_key_nor_token_is_shown()
    {
        var key = peer.Behaviour.AuthorizationKey;
        var access = Access();
        var token = await Token(access);
        peer.Manners = new PeerManners { Fault = OpenAiFault.WithStatus(400, body: $$"""{"code":1,"message":"bad key {{key}} here"}"""), FaultAt = "/api/v2/oauth" };

        var fault = await Access().Apply(new HttpRequestMessage(), default);

        Assert.Contains("bad key *** here", fault!.Detail, StringComparison.Ordinal);
        Assert.Equal("a *** b ***", access.Masked($"a {token} b {key}"));
        Assert.True(access.Reveals(System.Text.Encoding.UTF8.GetBytes($"x{token}x")));
        Assert.True(access.Reveals(System.Text.Encoding.UTF8.GetBytes($"x{key}x")));
        Assert.False(access.Reveals("nothing"u8));
        Assert.DoesNotContain(token, access.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, $"{access}{fault}", StringComparison.Ordinal);
    }

    private TokenAccess Access(string? key = null, string scope = "GIGACHAT_API_PERS") =>
        new("giga", new GigaChatTokens(http, peer.TokenUrl, key ?? peer.Behaviour.AuthorizationKey, scope), time);

    private static async Task<string> Token(IUpstreamAccess access)
    {
        using var request = new HttpRequestMessage();
        Assert.Null(await access.Apply(request, default));
        return request.Headers.Authorization!.Parameter!;
    }

    private Task<AccessReply> Call(IUpstreamAccess access) => AccessCall.Send(
        http, access,
        () => new HttpRequestMessage(HttpMethod.Post, new Uri($"{peer.BaseUrl}/chat/completions"))
        {
            Content = new StringContent("""{"model":"GigaChat","messages":[{"role":"user","content":"?"}]}"""),
        },
        default);

    private static async Task Until(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds()) await Task.Delay(5, patience.Token);
    }
}
