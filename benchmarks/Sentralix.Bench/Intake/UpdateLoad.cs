using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Sentralix.Bench.Intake;

/// <summary>Telegram's calls of a webhook: each a new update, from many people.</summary>
internal sealed class UpdateLoad : IDisposable
{
    public const string GrammySecret = "bench-secret-of-grammy";
    private const int People = 2000;

    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1024, UseCookies = false, UseProxy = false });
    private long last = 884_000_000;

    /// <summary>Posts an update that has not been before, and waits for the acknowledgement.</summary>
    public async Task Post(Uri hook, string? secret)
    {
        var number = Interlocked.Increment(ref last);
        var person = 500_000 + (number % People);
        var body = string.Create(CultureInfo.InvariantCulture, $$$"""
            {"update_id":{{{number}}},"message":{"message_id":{{{number % 1_000_000}}},"from":{"id":{{{person}}},"is_bot":false,"first_name":"Клиент","language_code":"ru"},"chat":{"id":{{{person}}},"first_name":"Клиент","type":"private"},"date":1795300000,"text":"Сколько стоит доставка?"}}
            """);
        using var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (secret is not null) request.Headers.TryAddWithoutValidation("X-Telegram-Bot-Api-Secret-Token", secret);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => http.Dispose();
}
