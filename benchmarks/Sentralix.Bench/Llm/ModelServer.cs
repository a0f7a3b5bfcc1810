namespace Sentralix.Bench.Llm;

/// <summary>A model server that thinks no time and whose answers are ready bytes: it shares the processor with what is measured, so it
/// costs as little as it can. A stream's events are sent one by one, as a model's tokens come. It speaks OpenAI's dialect and Anthropic's.</summary>
internal static class ModelServer
{
    public const string Name = "model-server";

    /// <summary>The model that begins at once and says some 500 tokens a second: quick, and still so slow that events cross a proxy one by one.</summary>
    public const string Quick = "quick";

    /// <summary>The model that thinks and then speaks as a large one does.</summary>
    public const string Paced = "paced";

    private static readonly TimeSpan QuickGap = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan PacedThinking = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PacedGap = TimeSpan.FromMilliseconds(20);

    private static readonly byte[] ModelOfPace = "\"model\":\"paced\""u8.ToArray();

    public static async Task<int> Run()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/v1/chat/completions", (RequestDelegate)(http => Answer(http, ModelAnswers.Chat)));
        app.MapPost("/v1/messages", (RequestDelegate)(http => Answer(http, ModelAnswers.Messages)));
        await app.StartAsync();
        System.Console.WriteLine($"Upstream is ready at {app.Urls.First()}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task Answer(HttpContext http, ModelAnswers answers)
    {
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var request = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (request.Span.IndexOf("\"stream\":true"u8) < 0)
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answers.Whole.Length;
            await http.Response.Body.WriteAsync(answers.Whole, http.RequestAborted);
            return;
        }

        var isPaced = request.Span.IndexOf(ModelOfPace) >= 0;
        http.Response.ContentType = "text/event-stream";
        if (isPaced) await Task.Delay(PacedThinking, http.RequestAborted);
        for (var i = 0; i < answers.Events.Count; i++)
        {
            if (i > 0) await Task.Delay(isPaced ? PacedGap : QuickGap, http.RequestAborted);
            await http.Response.Body.WriteAsync(answers.Events[i], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
