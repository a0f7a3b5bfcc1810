using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sentralix.Bench.Llm;

/// <summary>One address that answers chat requests: the upstream itself, or a way to it.</summary>
internal sealed class ChatTarget : IDisposable
{
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly Uri address;
    private readonly IReadOnlyList<(string Name, string Value)> headers;
    private readonly byte[] whole;
    private readonly byte[] streamed;
    private readonly byte[] paced;

    /// <param name="name">As it is called in what the bench prints.</param>
    /// <param name="process">Whose processor time the way there takes; null for the upstream itself.</param>
    /// <param name="root">Where <c>chat/completions</c> lies.</param>
    /// <param name="prefix">What stands before the names of models.</param>
    /// <param name="headers">Sent with every request.</param>
    public ChatTarget(string name, Load.ChildProcess? process, Uri root, string prefix = "", params IReadOnlyList<(string Name, string Value)> headers)
    {
        (Name, Process) = (name, process);
        address = new Uri($"{root.AbsoluteUri.TrimEnd('/')}/chat/completions");
        this.headers = headers;
        whole = Question(prefix + ModelServer.Quick, stream: false);
        streamed = Question(prefix + ModelServer.Quick, stream: true);
        paced = Question(prefix + ModelServer.Paced, stream: true);
    }

    public string Name { get; }

    public Load.ChildProcess? Process { get; }

    /// <summary>Asks and reads the whole answer.</summary>
    public async Task Ask(bool stream)
    {
        using var answer = await Send(stream ? streamed : whole);
        var text = await answer.Content.ReadAsByteArrayAsync();
        if (!text.AsSpan().TrimEnd("\n"u8).EndsWith(stream ? "data: [DONE]"u8 : "}"u8)) throw new InvalidOperationException($"{Name} answered with half an answer.");
    }

    /// <summary>Reads a paced stream and writes down when its events came.</summary>
    public async Task Listen(StreamTimes times)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await Send(paced);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        var before = began;
        var (isFirst, last) = (true, (byte)0);
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            var now = Stopwatch.GetTimestamp();
            var events = Ends(buffer.AsSpan(0, read), ref last);
            if (events == 0) continue;
            if (isFirst) times.First(Stopwatch.GetElapsedTime(began, now));
            else times.Gap(Stopwatch.GetElapsedTime(before, now));

            // What comes together with another event has waited for it, and follows it at once.
            for (var i = 1; i < events; i++) times.Gap(TimeSpan.Zero);
            (isFirst, before) = (false, now);
        }

        if (isFirst) throw new InvalidOperationException($"{Name} answered with nothing.");
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> Send(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var answer = await client.SendAsync(request, CancellationToken.None);
        if (answer.StatusCode == HttpStatusCode.OK) return answer;
        throw new InvalidOperationException($"{Name} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>How many events end in some bytes: an empty line ends one, also where it is cut in two.</summary>
    private static int Ends(ReadOnlySpan<byte> bytes, ref byte last)
    {
        var found = 0;
        foreach (var each in bytes)
        {
            if (each == '\n' && last == '\n') found++;
            last = each;
        }

        return found;
    }

    // A request of about two kilobytes, as assistants send them: instructions, passages, a question.
    private static byte[] Question(string model, bool stream) => Encoding.UTF8.GetBytes(
        $$"""{"model":"{{model}}","messages":[{"role":"system","content":"{{string.Concat(Enumerable.Repeat("You help the customers of a shop and answer from these passages. ", 24))}}"},{"role":"user","content":"Сколько стоит доставка?"}],"max_tokens":512{{(stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}""");
}
