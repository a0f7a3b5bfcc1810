using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Clients;

/// <summary>The official clients for .NET of OpenAI and of Anthropic, through the public door. (What OpenAI's does with chats is beside this
/// class.)</summary>
[Collection(nameof(LlmClients))]
public sealed class LlmDotNetClientTests(LlmHost host)
{
    [Fact]
    public async Task OpenAIs_client_gets_vectors()
    {
        var client = new EmbeddingClient(LlmHost.Good, new ApiKeyCredential(Installation.AdminKey), Options());

        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(["раз", "два"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, vectors.Count);
        Assert.NotEmpty(vectors[0].ToFloats().ToArray());
        Assert.NotEqual(vectors[0].ToFloats().ToArray(), vectors[1].ToFloats().ToArray());
        Assert.True(vectors.Usage.InputTokenCount > 0);
    }

    [Fact]
    public async Task OpenAIs_client_learns_how_long_to_wait()
    {
        var client = new ChatClient(LlmHost.Busy, new ApiKeyCredential(Installation.AdminKey), Options());

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync([new UserChatMessage("Привет")]));

        Assert.Equal(429, error.Status);
        Assert.True(error.GetRawResponse()!.Headers.TryGetValue("Retry-After", out var wait));
        Assert.InRange(int.Parse(wait!, System.Globalization.CultureInfo.InvariantCulture), 1, LlmHost.RetryAfter);
    }

    [Fact]
    public async Task Anthropics_client_gets_a_message_and_a_stream()
    {
        using var client = Client();

        var message = await client.Messages.Create(Hello(LlmHost.Good), TestContext.Current.CancellationToken);
        var (streamed, pieces, stop) = ("", 0, (string?)null);
        await foreach (var happened in client.Messages.CreateStreaming(Hello(LlmHost.Good), TestContext.Current.CancellationToken))
        {
            if (happened.TryPickDelta(out var end)) stop = end.Delta.StopReason?.Raw();
            if (!happened.TryPickContentBlockDelta(out var delta) || !delta.Delta.TryPickText(out var piece)) continue;
            streamed += piece.Text;
            pieces++;
        }

        Assert.True(message.Content.Single().TryPickText(out var text));
        Assert.Equal((OpenAiBehaviour.DefaultText, "end_turn"), (text.Text, message.StopReason?.Raw()));
        Assert.True(message.Usage is { InputTokens: > 0, OutputTokens: > 0 });
        Assert.Equal((OpenAiBehaviour.DefaultText, "end_turn"), (streamed, stop));
        Assert.True(pieces > 1);
    }

    [Fact]
    public async Task Anthropics_client_learns_how_many_tokens_a_message_is()
    {
        using var client = Client();

        var few = await client.Messages.CountTokens(Counted("Где мой заказ?"), TestContext.Current.CancellationToken);
        var many = await client.Messages.CountTokens(Counted(string.Concat(Enumerable.Repeat("Где мой заказ? ", 100))), TestContext.Current.CancellationToken);

        Assert.True(few.InputTokens > 0 && many.InputTokens > 10 * few.InputTokens, $"{few.InputTokens} {many.InputTokens}");
    }

    [Fact]
    public async Task Anthropics_client_throws_its_own_errors()
    {
        using var client = Client();
        using var stranger = Client("sx_live_nobody_ever_made_this_key_0123");

        var busy = await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Hello(LlmHost.Busy), TestContext.Current.CancellationToken));
        var key = await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => stranger.Messages.Create(Hello(LlmHost.Good), TestContext.Current.CancellationToken));
        var model = await Assert.ThrowsAsync<AnthropicNotFoundException>(() => client.Messages.Create(Hello("no-such-model"), TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (busy.StatusCode, key.StatusCode, model.StatusCode));
    }

    private static MessageCreateParams Hello(string model) => new() { Model = model, MaxTokens = 300, Messages = [new UserMessageParam("Где мой заказ?")] };

    private static MessageCountTokensParams Counted(string text) => new() { Model = LlmHost.Good, Messages = [new UserMessageParam(text)] };

    private OpenAIClientOptions Options() => new() { Endpoint = host.At("/llm/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) };

    private AnthropicClient Client(string key = Installation.AdminKey) => new() { BaseUrl = host.At("/llm").ToString(), ApiKey = key, MaxRetries = 0 };
}
