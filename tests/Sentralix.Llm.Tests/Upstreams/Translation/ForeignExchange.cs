using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Translation;

/// <summary>Carries a chat request to a provider over HTTP and its answer back, through a dialect.</summary>
internal sealed class ForeignExchange(IForeignDialect dialect, Uri baseUrl, string keyHeader, string key) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = baseUrl, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>A whole answer in OpenAI's form.</summary>
    public async Task<JsonElement> Ask(string chat, string model, params (string, string)[] settings)
    {
        var call = Translate.Call(model, stream: false, settings);
        using var answer = await Send(chat, call);
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
        var written = new ArrayBufferWriter<byte>();
        Assert.True(dialect.TryAnswer(body, call, written), Encoding.UTF8.GetString(body));
        return JsonDocument.Parse(written.WrittenMemory).RootElement;
    }

    /// <summary>A streamed one. A broken connection ends it, as it does for a caller.</summary>
    public async Task<TranslatedStream> Stream(string chat, string model, params (string, string)[] settings)
    {
        var call = Translate.Call(model, stream: true, settings);
        using var answer = await Send(chat, call);
        Assert.True(answer.IsSuccessStatusCode, await Failure(answer));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var translator = dialect.Stream(call);
        var written = new ArrayBufferWriter<byte>();
        var understood = true;
        try
        {
            var events = SseParser.Create(await answer.Content.ReadAsStreamAsync(), (name, data) => (Name: name, Data: data.ToArray()));
            await foreach (var happened in events.EnumerateAsync())
                understood &= translator.TryEvent(Encoding.UTF8.GetBytes(happened.Data.Name), happened.Data.Data, written);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The provider hung up: what has come is what there is.
        }

        translator.End(written);
        return new TranslatedStream(Encoding.UTF8.GetString(written.WrittenSpan), translator.IsWhole, understood);
    }

    /// <summary>The fault that a refused request stands for.</summary>
    public async Task<FaultCode> Refused(string chat, string model)
    {
        using var answer = await Send(chat, Translate.Call(model));
        Assert.False(answer.IsSuccessStatusCode);
        var body = ErrorBody.Read(await answer.Content.ReadAsByteArrayAsync());
        return dialect.Classify(answer.StatusCode, body) ?? FaultTable.Classify(answer.StatusCode, body);
    }

    public void Dispose() => http.Dispose();

    private static async Task<string?> Failure(HttpResponseMessage answer) => answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync();

    private async Task<HttpResponseMessage> Send(string chat, ForeignCall call)
    {
        Assert.True(dialect.TryChat(Encoding.UTF8.GetBytes(chat), call, out var written, out var refusal), refusal?.Message);
        return await Post(written);
    }

    /// <summary>Sends one request of a dialect.</summary>
    public async Task<HttpResponseMessage> Post(ForeignRequest written)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, written.Path) { Content = new ReadOnlyMemoryContent(written.Body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(keyHeader, key);
        foreach (var (name, value) in written.Headers) request.Headers.Add(name, value);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
