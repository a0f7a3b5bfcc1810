using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sentralix.Bench.Llm;

/// <summary>One address that answers chat requests: the upstream itself, or a way to it.</summary>
internal sealed class ChatTarget : IDisposable
{
    private static readonly byte[] Plain = Question(stream: false);
    private static readonly byte[] Streamed = Question(stream: true);

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly Uri address;
    private readonly string? authorization;
    private readonly byte[] buffer = new byte[64 * 1024];

    public ChatTarget(Uri address, string? key)
    {
        this.address = address;
        authorization = key is null ? null : $"Bearer {key}";
    }

    /// <summary>Asks and reads the whole answer.</summary>
    public async Task Ask(bool stream)
    {
        using var answer = await Send(stream);
        var text = await answer.Content.ReadAsByteArrayAsync();
        var end = stream ? "data: [DONE]\n\n"u8 : "}"u8;
        if (!text.AsSpan().EndsWith(end)) throw new InvalidOperationException($"{address} answered with half an answer.");
    }

    /// <summary>Milliseconds until the first byte of a streamed answer's body; the rest is read, so that the connection stays.</summary>
    public async Task<double> TimeToFirstByte()
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await Send(stream: true);
        await using var body = await answer.Content.ReadAsStreamAsync();
        if (await body.ReadAsync(buffer) == 0) throw new InvalidOperationException($"{address} answered with nothing.");
        var first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        while (await body.ReadAsync(buffer) > 0)
        {
        }

        return first;
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> Send(bool stream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(stream ? Streamed : Plain) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var answer = await client.SendAsync(request, CancellationToken.None);
        if (answer.StatusCode == HttpStatusCode.OK) return answer;
        throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    // A request of about two kilobytes, as assistants send them: instructions, passages, a question.
    private static byte[] Question(bool stream) => Encoding.UTF8.GetBytes(
        $$"""{"model":"instant","messages":[{"role":"system","content":"{{string.Concat(Enumerable.Repeat("You help the customers of a shop and answer from these passages. ", 24))}}"},{"role":"user","content":"Сколько стоит доставка?"}],"temperature":0.2{{(stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}""");
}
