using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Sentralix.Peers.Yandex;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Clients;

/// <summary>The stand-ins judged by the providers' clients: what those understand is what the providers say.</summary>
public sealed class StandInTests
{
    [Fact]
    public async Task Sbers_own_client_talks_to_the_stand_in_of_GigaChat()
    {
        await using var peer = await GigaChatPeer.Start(new GigaChatBehaviour { Precached = 2 });

        var said = await NodeClient.Run("gigachat-all", Of(peer));

        Assert.Equal(GigaChatBehaviour.DefaultText, said.GetProperty("text").GetString());
        Assert.Equal(GigaChatBehaviour.DefaultText, said.GetProperty("streamed").GetString());
        Assert.Equal(("stop", "stop"), (said.GetProperty("finish").GetString(), said.GetProperty("streamFinish").GetString()));
        Assert.Equal(2, said.GetProperty("usage").GetProperty("precached_prompt_tokens").GetInt32());
        Assert.Equal(2, said.GetProperty("vectors").GetInt32());
        Assert.Equal((1, 3), (said.GetProperty("embedUsage").GetInt32(), said.GetProperty("tokens").GetInt32()));
        Assert.Equal(peer.Behaviour.Models, said.GetProperty("models").EnumerateArray().Select(model => model.GetString()!));
        Assert.Equal(1, peer.TokensAsked);
    }

    [Fact]
    public async Task Sbers_own_client_calls_functions_of_the_stand_in()
    {
        await using var peer = await GigaChatPeer.Start(new GigaChatBehaviour
        {
            Answer = asked => asked.Results.Count > 0 ? new GigaChatSays(asked.Results[0]) : new GigaChatSays("") { Call = ("weather", """{"city":"Орёл"}""") },
        });

        var said = await NodeClient.Run("gigachat-functions", Of(peer));

        Assert.Equal("Орёл", said.GetProperty("call").GetProperty("arguments").GetProperty("city").GetString());
        Assert.Equal("function_call", said.GetProperty("finish").GetString());
        Assert.Equal("""{"sky":"ясно"}""", said.GetProperty("text").GetString());
        Assert.Equal("77d3fb14-457a-46ba-937e-8d856156d003", said.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Sbers_own_client_shows_pictures_to_the_stand_in()
    {
        await using var peer = await GigaChatPeer.Start();

        var said = await NodeClient.Run("gigachat-files", Of(peer));

        var id = said.GetProperty("file").GetProperty("id").GetString();
        Assert.Equal((4, "general"), (said.GetProperty("file").GetProperty("bytes").GetInt32(), said.GetProperty("file").GetProperty("purpose").GetString()));
        Assert.Equal([id], said.GetProperty("listed").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(GigaChatBehaviour.DefaultText, said.GetProperty("text").GetString());
        Assert.True(said.GetProperty("deleted").GetProperty("deleted").GetBoolean());
        Assert.Equal(404, said.GetProperty("gone").GetInt32());
    }

    [Fact]
    public async Task Sbers_own_client_is_refused_by_the_stand_in_as_by_GigaChat()
    {
        await using var peer = await GigaChatPeer.Start();

        var said = await NodeClient.Run("gigachat-errors", Of(peer));

        Assert.Equal((404, 422), (said.GetProperty("model").GetInt32(), said.GetProperty("system").GetInt32()));
    }

    [Fact]
    public async Task Sbers_own_client_renews_a_token_that_the_stand_in_refuses()
    {
        await using var peer = await GigaChatPeer.Start(manners: new PeerManners { Fault = OpenAiFault.WithStatus(401) with { Times = 1 }, FaultAt = "/api/v1/embeddings" });

        await NodeClient.Run("gigachat-all", Of(peer));

        Assert.Equal(2, peer.TokensAsked);
    }

    [Fact]
    public async Task LangChains_client_talks_to_the_stand_in_of_YandexGPT()
    {
        await using var peer = await YandexPeer.Start();

        var said = await NodeClient.Run("langchain-yandex", peer.NativeUrl.AbsoluteUri, peer.Behaviour.ApiKey!, peer.Behaviour.Folder);

        Assert.Equal(YandexBehaviour.DefaultText, said.GetProperty("text").GetString());
        Assert.Equal([8, 8], said.GetProperty("vectors").EnumerateArray().Select(length => length.GetInt32()));
        Assert.Contains("400", said.GetProperty("refused").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_own_cryptography_reads_a_service_accounts_statement()
    {
        using var rsa = RSA.Create(2048);
        var file = JsonSerializer.Serialize(new { id = "ajekey", service_account_id = "ajeaccount", private_key = rsa.ExportPkcs8PrivateKeyPem() });
        Assert.True(ServiceAccountKey.TryRead(file, out var key, out _));
        var now = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        var said = await NodeClient.Run("jwt", "-", key.Sign(now), Convert.ToBase64String(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())));

        Assert.True(said.GetProperty("good").GetBoolean());
        Assert.Equal("""{"typ":"JWT","alg":"PS256","kid":"ajekey"}""", said.GetProperty("head").GetRawText());
        var claims = said.GetProperty("claims");
        Assert.Equal(("ajeaccount", now.ToUnixTimeSeconds()), (claims.GetProperty("iss").GetString(), claims.GetProperty("iat").GetInt64()));
    }

    private static string[] Of(GigaChatPeer peer) => [peer.BaseUrl.AbsoluteUri, peer.TokenUrl.AbsoluteUri, peer.Behaviour.AuthorizationKey];
}
