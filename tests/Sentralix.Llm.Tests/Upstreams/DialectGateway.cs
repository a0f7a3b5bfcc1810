using System.Buffers;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Access;

namespace Sentralix.Llm.Tests.Upstreams;

/// <summary>A foreign dialect between a client of OpenAI's form and a provider's stand-in, and nothing else: what the client sees is
/// what the dialect wrote.</summary>
internal sealed class DialectGateway : IAsyncDisposable
{
    public const string Model = "our-model";

    private readonly IForeignDialect dialect;
    private readonly Uri provider;
    private readonly IUpstreamAccess access;
    private readonly WebApplication application;
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseCookies = false });
    private int calls;

    private DialectGateway(IForeignDialect dialect, Uri provider, IUpstreamAccess access)
    {
        this.dialect = dialect;
        this.provider = provider;
        this.access = access;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        application = builder.Build();
        application.MapPost("/v1/chat/completions", Chat);
        application.MapPost("/v1/embeddings", Embed);
    }

    public Uri Address => new($"{application.Urls.First()}/v1");

    /// <summary>The provider's name of the model.</summary>
    public string UpstreamModel { get; set; } = "yandexgpt";

    public Dictionary<string, string> Settings { get; } = [];

    public static async Task<DialectGateway> Start(IForeignDialect dialect, Uri provider, IUpstreamAccess access)
    {
        var gateway = new DialectGateway(dialect, provider, access);
        await gateway.application.StartAsync();
        return gateway;
    }

    /// <summary>Asks and reads the whole answer, whatever its status.</summary>
    public async Task<(int Status, JsonElement Body)> Ask(string request, string path = "chat/completions")
    {
        var (status, body) = await Post(request, path);
        return (status, JsonDocument.Parse(body).RootElement);
    }

    /// <summary>Asks for a stream and reads it to its end.</summary>
    public async Task<HubStream> Stream(string request)
    {
        var (status, body) = await Post(request.TrimEnd()[..^1] + ",\"stream\":true}", "chat/completions");
        return HubStream.Read(status, body);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
        http.Dispose();
    }

    private async Task<(int Status, byte[] Body)> Post(string request, string path)
    {
        using var client = new HttpClient();
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"{Address}/{path}"), content);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }

    private ForeignCall Call(byte[] request)
    {
        using var document = JsonDocument.Parse(request);
        return new ForeignCall
        {
            UpstreamModel = UpstreamModel,
            Model = Model,
            Id = $"chatcmpl-01k{Interlocked.Increment(ref calls):d20}",
            Created = 1_790_000_000,
            Stream = document.RootElement.TryGetProperty("stream", out var stream) && stream.GetBoolean(),
            Settings = Settings,
        };
    }

    private async Task Chat(HttpContext client)
    {
        var request = await Read(client);
        var call = Call(request);
        if (!dialect.TryChat(request, call, out var written, out var refusal))
        {
            await refusal.Write(client.Response, client.RequestAborted);
            return;
        }

        using var answer = await Send(written, client);
        if (answer is null) return;
        if (call.Stream) await Relay(answer, dialect.Stream(call), client.Response);
        else await Whole(client, (await answer.Content.ReadAsByteArrayAsync()), call);
    }

    private async Task Embed(HttpContext client)
    {
        var request = await Read(client);
        var call = Call(request);
        if (!dialect.TryEmbeddings(request, call, out var written, out var refusal))
        {
            await refusal.Write(client.Response, client.RequestAborted);
            return;
        }

        var answers = new List<ReadOnlyMemory<byte>>();
        for (var next = written; next is not null; next = next.Next)
        {
            using var answer = await Send(next, client);
            if (answer is null) return;
            answers.Add(await answer.Content.ReadAsByteArrayAsync());
        }

        var body = new ArrayBufferWriter<byte>();
        await Finish(client, dialect.TryEmbedded(answers, call, body), body);
    }

    private async Task Whole(HttpContext client, byte[] answer, ForeignCall call)
    {
        var body = new ArrayBufferWriter<byte>();
        await Finish(client, dialect.TryAnswer(answer, call, body), body);
    }

    private static Task Finish(HttpContext client, bool isGood, ArrayBufferWriter<byte> body) => isGood
        ? OpenAiError.Write(client.Response, 200, body.WrittenMemory, client.RequestAborted)
        : new OpenAiError(502, "bad answer", "upstream_error", null, "bad_answer").Write(client.Response, client.RequestAborted);

    private async Task<HttpResponseMessage?> Send(ForeignRequest written, HttpContext client)
    {
        var reply = await AccessCall.Send(
            http, access,
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, $"{provider.AbsoluteUri}/{written.Path}") { Content = new ReadOnlyMemoryContent(written.Body) };
                request.Content.Headers.ContentType = new("application/json");
                foreach (var (name, value) in written.Headers) request.Headers.Add(name, value);
                return request;
            },
            client.RequestAborted);
        if (reply.Fault is { } fault)
        {
            await new OpenAiError(502, fault.Detail, "upstream_error", null, fault.Code.Name()).Write(client.Response, client.RequestAborted);
            return null;
        }

        var response = reply.Response!;
        if (response.StatusCode == HttpStatusCode.OK) return response;
        var error = ErrorBody.Read(await response.Content.ReadAsByteArrayAsync());
        var code = dialect.Classify(response.StatusCode, error) ?? FaultTable.Classify(response.StatusCode, error);
        await new OpenAiError((int)response.StatusCode, error.Message, "upstream_error", null, code.Name()).Write(client.Response, client.RequestAborted);
        response.Dispose();
        return null;
    }

    private async Task Relay(HttpResponseMessage answer, ForeignStream stream, HttpResponse client)
    {
        using var _ = stream;
        client.ContentType = "text/event-stream";
        var written = new ArrayBufferWriter<byte>();
        try
        {
            await foreach (var (name, data) in Events(await answer.Content.ReadAsStreamAsync()))
            {
                if (!stream.TryEvent(name, data, written)) throw new IOException("Not an event of this provider.");
                await client.Body.WriteAsync(written.WrittenMemory);
                written.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Cut: the end without [DONE] says so.
        }

        stream.End(written);
        if (stream.IsWhole) written.Write("data: [DONE]\n\n"u8);
        await client.Body.WriteAsync(written.WrittenMemory);
    }

    private async IAsyncEnumerable<(byte[] Name, byte[] Data)> Events(Stream answer)
    {
        if (dialect.Framing == StreamFraming.Events)
        {
            await foreach (var item in SseParser.Create(answer, static (type, data) => (type == "message" ? "" : type, data.ToArray())).EnumerateAsync())
                yield return (Encoding.UTF8.GetBytes(item.Data.Item1), item.Data.Item2);
            yield break;
        }

        using var lines = new StreamReader(answer);
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.Length > 0) yield return ([], Encoding.UTF8.GetBytes(line));
        }
    }

    private static async Task<byte[]> Read(HttpContext client)
    {
        using var body = new MemoryStream();
        await client.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
