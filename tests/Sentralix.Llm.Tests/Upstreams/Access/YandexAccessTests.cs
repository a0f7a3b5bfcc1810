using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Platform.Security;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Peers.Wire;
using Sentralix.Peers.Yandex;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Access;

/// <summary>Yandex's tokens, of a service account that signs for itself and of a person.</summary>
public sealed class YandexAccessTests : IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());
    private readonly RSA rsa = RSA.Create(2048);
    private YandexPeer peer = null!;

    public async ValueTask InitializeAsync() => peer = await YandexPeer.Start(
        new YandexBehaviour { ApiKey = null, OAuthToken = "y0_oauth-of-a-person", Account = new YandexAccount("ajekey", "ajeaccount", rsa.ExportParameters(false)) }, time: time);

    public async ValueTask DisposeAsync()
    {
        await peer.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        http.Dispose();
        rsa.Dispose();
    }

    [Fact]
    public async Task A_service_account_signs_for_its_token()
    {
        Assert.Equal(200, await Call(Make("service_account", KeyFile())));
        var statement = JsonDocument.Parse(peer.Journal.Requests[0].Body).RootElement.GetProperty("jwt").GetString();
        Assert.Equal(3, statement!.Split('.').Length);
    }

    [Fact]
    public async Task A_person_exchanges_an_oauth_token() => Assert.Equal(200, await Call(Make("oauth_token", "y0_oauth-of-a-person")));

    [Fact]
    public async Task The_token_is_kept_for_as_long_as_it_lives()
    {
        var access = Make("service_account", KeyFile());
        await Call(access);

        time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(61));
        Assert.Equal(200, await Call(access));
        Assert.Equal(1, peer.TokensAsked);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await Call(access));
        Assert.Equal(2, peer.TokensAsked);
    }

    [Fact]
    public async Task However_many_calls_come_at_once_one_statement_is_signed()
    {
        var door = new TaskCompletionSource();
        peer.Manners = new PeerManners { Until = door.Task };
        var access = Make("service_account", KeyFile());

        var calls = Enumerable.Range(0, 32).Select(_ => Task.Run(() => access.Apply(new HttpRequestMessage(), default).AsTask())).ToArray();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (peer.TokensAsked == 0) await Task.Delay(5, patience.Token);
        door.SetResult();

        Assert.All(await Task.WhenAll(calls), Assert.Null);
        Assert.Equal(1, peer.TokensAsked);
    }

    [Fact]
    public async Task A_key_of_another_account_is_a_fault_of_access()
    {
        using var other = RSA.Create(2048);
        var access = Make("service_account", KeyFile(other));

        var fault = await access.Apply(new HttpRequestMessage(), default);

        Assert.Equal(FaultCode.Auth, fault!.Code);
        Assert.Contains("The signature is wrong", fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api_key", "AQVNkey", "Api-Key AQVNkey")]
    [InlineData("iam_token", "t1.token", "Bearer t1.token")]
    public async Task Keys_and_ready_tokens_go_into_the_header(string auth, string secret, string header)
    {
        using var request = new HttpRequestMessage();

        Assert.Null(await Make(auth, secret).Apply(request, default));

        Assert.Equal(header, request.Headers.NonValidated["Authorization"].ToString());
    }

    [Theory]
    [InlineData("openai", "Authorization", "Bearer secret-key")]
    [InlineData("anthropic", "x-api-key", "secret-key")]
    [InlineData("azure_openai", "api-key", "secret-key")]
    [InlineData("gemini", "x-goog-api-key", "secret-key")]
    [InlineData("yandex", "Authorization", "Api-Key secret-key")]
    public async Task Each_kind_has_its_header(string kind, string name, string value)
    {
        using var request = new HttpRequestMessage();
        Assert.True(AccessKinds.TryMake(kind, "u", "secret-key", new Dictionary<string, string>(), http, time, out var access, out _));

        Assert.Null(await access.Apply(request, default));

        Assert.Equal(value, request.Headers.NonValidated[name].ToString());
        Assert.False(access.Renew(request));
        Assert.Equal("***", access.Masked("secret-key"));
        Assert.DoesNotContain("secret-key", access.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_key_gets_none()
    {
        using var request = new HttpRequestMessage();
        Assert.True(AccessKinds.TryMake("openai", "u", null, new Dictionary<string, string>(), http, time, out var access, out _));

        Assert.Null(await access.Apply(request, default));

        Assert.Empty(request.Headers);
        Assert.False(access.Reveals("anything"u8));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"id":"a","service_account_id":"b","private_key":"-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXNlY3JldA==\n-----END PRIVATE KEY-----"}""")]
    public void A_key_file_that_is_none_is_refused_without_being_shown(string file)
    {
        var settings = new Dictionary<string, string> { ["auth"] = "service_account" };

        Assert.False(AccessKinds.TryMake("yandex", "u", file, settings, http, time, out _, out var problem));

        Assert.DoesNotContain("c2VjcmV0", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_no_header_may_carry_is_refused()
    {
        Assert.False(AccessKinds.TryMake("openai", "u", "secret\r\nX-Other: 1", new Dictionary<string, string>(), http, time, out _, out var problem));
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yandex", "auth", "magic")]
    [InlineData("gigachat", "scope", "GIGACHAT_API_ALL")]
    [InlineData("gigachat", "token_url", "ftp://a")]
    [InlineData("yandex", "token_url", "https://user@a/token")]
    [InlineData("azure_openai", "api_version", "2024/10")]
    [InlineData("azure_openai", "api_version", "2024.10")]
    [InlineData("azure_openai", "forms", "rerank")]
    [InlineData("openai", "forms", "completions,chat")]
    [InlineData("openai", "forms", "completions,")]
    [InlineData("anthropic", "forms", "messages")]
    [InlineData("yandex", "folder_id", "a/b")]
    [InlineData("yandex", "folder_id", "a.b")]
    [InlineData("yandex", "data_logging", "no")]
    [InlineData("yandex", "embedding_task", "both")]
    public void Wrong_settings_are_named(string kind, string setting, string value)
    {
        var settings = new Dictionary<string, string>();
        if (kind == "yandex") settings["folder_id"] = "b1g";
        settings[setting] = value;

        var refusal = ProviderForm.Check(new WriteModelProvider { Name = "p", Kind = kind, BaseUrl = "https://example.com", Settings = settings }, new EgressGuard([]));

        Assert.Equal($"settings.{setting}", Assert.Single(refusal!.Errors!).Key);
    }

    private IUpstreamAccess Make(string auth, string secret)
    {
        var settings = new Dictionary<string, string> { ["auth"] = auth, ["token_url"] = peer.TokenUrl.ToString() };
        Assert.True(AccessKinds.TryMake("yandex", "yandex-1", secret, settings, http, time, out var access, out _));
        return access;
    }

    private string KeyFile(RSA? key = null) => JsonSerializer.Serialize(new
    {
        id = "ajekey",
        service_account_id = "ajeaccount",
        key_algorithm = "RSA_2048",
        private_key = $"PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <ajekey>\n{(key ?? rsa).ExportPkcs8PrivateKeyPem()}\n",
    });

    private async Task<int> Call(IUpstreamAccess access)
    {
        var reply = await AccessCall.Send(
            http, access,
            () => new HttpRequestMessage(HttpMethod.Post, new Uri($"{peer.NativeUrl}/completion"))
            {
                Content = new StringContent($$"""{"modelUri":"gpt://{{peer.Behaviour.Folder}}/yandexgpt/latest","messages":[{"role":"user","text":"?"}]}"""),
            },
            default);
        Assert.Null(reply.Fault);
        using (reply.Response) return (int)reply.Response!.StatusCode;
    }
}
