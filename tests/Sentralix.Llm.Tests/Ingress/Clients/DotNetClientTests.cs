#pragma warning disable OPENAI001 // The client's own Responses API is marked experimental.
using System.ClientModel;
using OpenAI.Responses;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress.Clients;

/// <summary>OpenAI's client for .NET reads a streamed response, event by event into its own types.</summary>
public sealed class DotNetClientTests
{
    [Fact]
    public async Task OpenAIs_client_for_NET_reads_a_streamed_response()
    {
        await using var server = await DialectServer.Start();
        var client = new ResponsesClient(new ApiKeyCredential("key"), new ResponsesClientOptions { Endpoint = new Uri($"{server.Address}/v1") });
        var (text, arguments) = ("", "");
        ResponseResult? whole = null;

        await foreach (var update in await client.CreateResponseStreamingAsync("everything", "Где заказ?", cancellationToken: TestContext.Current.CancellationToken))
        {
            if (update is StreamingResponseOutputTextDoneUpdate said) text = said.Text;
            if (update is StreamingResponseFunctionCallArgumentsDoneUpdate called) arguments += called.FunctionArguments;
            if (update is StreamingResponseCompletedUpdate completed) whole = completed.Response;
        }

        Assert.Equal(Recorded.Text, text);
        Assert.Equal("""{"id":"ё-7"}{"city":"Казань"}""", arguments);
        Assert.Equal(ResponseStatus.Completed, whole!.Status);
        Assert.Equal(4, whole.OutputItems.Count);
        Assert.Equal(120, whole.Usage.TotalTokenCount);
    }
}
