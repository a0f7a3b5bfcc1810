using System.Text.Json;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.GigaChat;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.Wire;

namespace Sentralix.Llm.Tests.Upstreams.GigaChat;

/// <summary>GigaChat's dialect between a client and GigaChat's stand-in.</summary>
internal sealed class GigaChatRig(GigaChatPeer peer, DialectGateway gateway, HttpMessageInvoker http) : IAsyncDisposable
{
    public GigaChatPeer Peer => peer;

    public DialectGateway Gateway => gateway;

    public JsonElement Sent => JsonDocument.Parse(peer.Journal.Last.Body).RootElement;

    public static async Task<GigaChatRig> Start(GigaChatBehaviour? behaviour = null, PeerManners? manners = null)
    {
        var peer = await GigaChatPeer.Start(behaviour, manners);
        var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var access = new TokenAccess("giga", new GigaChatTokens(http, peer.TokenUrl, peer.Behaviour.AuthorizationKey, peer.Behaviour.Scope), TimeProvider.System);
        var gateway = await DialectGateway.Start(new GigaChatDialect(), peer.BaseUrl, access);
        gateway.UpstreamModel = "GigaChat";
        return new GigaChatRig(peer, gateway, http);
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await peer.DisposeAsync();
        http.Dispose();
    }
}
