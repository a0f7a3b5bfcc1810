using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>MAX with one bot: its API, webhooks, polls, uploads, and the people who write to it. Faults and what was sent are named by method
/// and path, such as <c>POST /messages</c>.</summary>
public sealed partial class MaxStandIn : StandIn
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MaxSettings settings;
    private readonly MaxWorld world;
    private readonly MaxFiles files;
    private readonly MaxPolls polls;
    private readonly MaxSubscriptions subscriptions;
    private readonly MaxUpdates updates;
    private readonly MaxMessages messages;
    private readonly CallRate? requests;
    private readonly CallRate? pollRate;
    private readonly ConcurrentQueue<string> refusals = new();
    private JsonElement? commands;

    /// <summary>A stand-in for the bot of the settings.</summary>
    public MaxStandIn(MaxSettings? settings = null)
        : base(settings?.Clock, settings?.Home)
    {
        this.settings = settings ?? new MaxSettings();
        var limits = this.settings.Limits;
        Updates = new UpdateLedger(Home.Records);
        world = new MaxWorld(this.settings, Clock);
        files = new MaxFiles(world, () => Address);
        polls = new MaxPolls(limits, Updates, Clock, Home);
        subscriptions = new MaxSubscriptions(limits, Clock, Updates, Home);
        updates = new MaxUpdates(Updates, subscriptions, polls);
        messages = new MaxMessages(world, files, Sent);
        requests = limits.RequestsPerSecond > 0 ? new CallRate(limits.RequestsPerSecond, Second, Clock) : null;
        pollRate = limits.PollsPerSecond > 0 ? new CallRate(limits.PollsPerSecond, Second, Clock) : null;
    }

    /// <summary>Every update that was made.</summary>
    public UpdateLedger Updates { get; }

    /// <summary>How updates are delivered to webhooks.</summary>
    public DeliveryRules Delivery
    {
        get => subscriptions.Sender.Delivery;
        set => subscriptions.Sender.Delivery = value;
    }

    /// <summary>How many deliveries to webhooks are under way.</summary>
    public int Pending => subscriptions.Sender.Pending;

    /// <summary>The addresses that the bot is subscribed with.</summary>
    public IReadOnlyList<Uri> Webhooks => [.. subscriptions.All.Select(subscription => subscription.Url)];

    /// <summary>Waits until nothing is under way to webhooks.</summary>
    /// <exception cref="TimeoutException">Something still is.</exception>
    public Task WhenDelivered(TimeSpan timeout) => subscriptions.Sender.WhenDelivered(timeout);

    /// <summary>Says where a public host is on this machine: webhooks at it are delivered there, as behind a server that ends TLS.</summary>
    public void PointHost(string host, Uri at) => subscriptions.PointHost(host, at);

    /// <summary>The next request that only says whether it succeeded (an edit, a removal, an answer, a subscription) does not, with status 200.</summary>
    public void RefuseNextAction(string message) => refusals.Enqueue(message);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await subscriptions.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me", http => Answer(http, "GET /me", _ => MaxAnswer.Of(WriteMe)));
        routes.MapMethods("/me/commands", ["PATCH"], http => Answer(http, "PATCH /me/commands", SetCommands));
        routes.MapGet("/subscriptions", http => Answer(http, "GET /subscriptions", _ => MaxAnswer.Of(WriteSubscriptions)));
        routes.MapPost("/subscriptions", http => Act(http, "POST /subscriptions", Subscribe));
        routes.MapDelete("/subscriptions", http => Act(http, "DELETE /subscriptions", request => subscriptions.Unsubscribe(request.Text("url"))));
        routes.MapGet("/updates", Poll);
        routes.MapPost("/messages", http => Answer(http, "POST /messages", messages.Send));
        routes.MapPut("/messages", http => Act(http, "PUT /messages", messages.Edit));
        routes.MapDelete("/messages", http => Act(http, "DELETE /messages", messages.Remove));
        routes.MapGet("/messages", http => Answer(http, "GET /messages", messages.History));
        routes.MapGet("/messages/{mid}", http => Answer(http, "GET /messages/{mid}", _ => messages.Get(Routed(http, "mid"))));
        routes.MapPost("/answers", http => Act(http, "POST /answers", messages.AnswerPress));
        routes.MapPost("/chats/{chat:long}/actions", http => Act(http, "POST /chats/{chat}/actions", request => messages.Act(ChatOf(http), request)));
        routes.MapGet("/chats/{chat:long}", http => Answer(http, "GET /chats/{chat}", _ => Chat(ChatOf(http))));
        routes.MapPost("/uploads", http => Answer(http, "POST /uploads", request => files.Open(request.Text("type"))));
        routes.MapGet("/videos/{token}", http => Answer(http, "GET /videos", _ => files.Video(Routed(http, "token"))));
        routes.MapPost("/upload/{id}", Upload);
        routes.MapGet("/files/{token}", Download);
    }

    /// <inheritdoc/>
    protected override Task WriteFault(HttpContext http, Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return Write(http, fault.Kind switch
        {
            FaultKind.TooMany => MaxAnswer.TooMany() with { RetryAfter = fault.RetryAfter },
            FaultKind.Unauthorized => NoToken(),
            FaultKind.NotPaid => MaxAnswer.Refuse(403, "access.denied", "Access denied"),
            _ => MaxAnswer.Refuse(500, "internal.error", "Internal server error"),
        });
    }

    private static string Routed(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static long ChatOf(HttpContext http) => long.Parse(Routed(http, "chat"), CultureInfo.InvariantCulture);

    private static MaxAnswer NoToken() => MaxAnswer.Refuse(401, "verify.token", "Invalid access_token");

    private static Task Write(HttpContext http, MaxAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Write(http, "application/json; charset=utf-8", JsonBody.Of(answer.Write));
    }

    private static async Task Write(HttpContext http, string type, byte[] body)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    private Task Answer(HttpContext http, string operation, Func<MaxRequest, MaxAnswer> act) => Serve(http, operation, async told =>
    {
        var answer = Refusal(http) ?? act(await MaxRequest.Read(http, told));
        return () => Write(http, answer);
    });

    /// <summary>Answers a request that only says whether it succeeded.</summary>
    private Task Act(HttpContext http, string operation, Func<MaxRequest, MaxAnswer> act) =>
        Answer(http, operation, request => refusals.TryDequeue(out var message) ? MaxAnswer.NoSuccess(message) : act(request));

    private MaxAnswer? Refusal(HttpContext http)
    {
        // Tokens in the query are no longer accepted, nor is any scheme before them.
        if (http.Request.Headers.Authorization.ToString() != settings.Token) return NoToken();
        return requests?.Take() == false ? MaxAnswer.TooMany() : null;
    }

    private Task Poll(HttpContext http) => Serve(http, "GET /updates", async told =>
    {
        if ((Refusal(http) ?? (pollRate?.Take() == false ? MaxAnswer.TooMany() : null)) is { } refusal) return () => Write(http, refusal);
        var request = new MaxRequest(http.Request.Query, null, told);
        var types = (request.Text("types") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var timeout = TimeSpan.FromSeconds(Math.Clamp(request.Long("timeout") ?? 30, 0, 90));
        var answer = await polls.Poll(request.Long("marker"), (int)Math.Clamp(request.Long("limit") ?? 100, 1, 1000), timeout, types, http.RequestAborted);
        return () => Write(http, answer);
    });

    private Task Upload(HttpContext http) => Serve(http, "upload", async _ =>
    {
        var (status, type, body) = await files.Take(Routed(http, "id"), http.Request);
        http.Response.StatusCode = status;
        return () => Write(http, type, body);
    });

    private Task Download(HttpContext http) => Serve(http, "download", _ =>
    {
        var file = files.Find(Routed(http, "token"));
        if (file is null) http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.FromResult(() => file is null ? Task.CompletedTask : Write(http, "application/octet-stream", file.Content));
    });

    private MaxAnswer Subscribe(MaxRequest request)
    {
        if (request.Body is not { ValueKind: JsonValueKind.Object } body) return MaxAnswer.Bad("body: must be an object");
        var types = body.TryGetProperty("update_types", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(type => type.GetString()!).ToList() : [];
        return subscriptions.Subscribe(MaxKeyboard.Text(body, "url"), MaxKeyboard.Text(body, "secret"), types);
    }

    private MaxAnswer SetCommands(MaxRequest request)
    {
        if (request.Body is not { ValueKind: JsonValueKind.Object } body || !body.TryGetProperty("commands", out var list) || list.ValueKind != JsonValueKind.Array) return MaxAnswer.Bad("commands: must be an array");
        if (list.GetArrayLength() > 32 || list.EnumerateArray().Any(command => MaxKeyboard.Text(command, "name") is not { Length: > 0 and <= 64 } || MaxKeyboard.Text(command, "description") is { Length: > 128 }))
            return MaxAnswer.Bad("commands: at most 32, with names of 64 and descriptions of 128 characters");
        commands = list;
        return MaxAnswer.Of(WriteMe);
    }

    private MaxAnswer Chat(long id)
    {
        if (world.Find(id) is not { } chat) return MaxAnswer.NotFound("Chat not found");
        return MaxAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("chat_id", chat.Id);
            json.WriteString("type", chat.IsDialog ? "dialog" : "chat");
            json.WriteString("status", chat.IsOpen ? "active" : "left");
            json.WriteString("title", chat.IsDialog ? null : $"Group {chat.Id}");
            json.WriteNumber("last_event_time", chat.Now().ToUnixTimeMilliseconds());
            json.WriteNumber("participants_count", 2);
            json.WriteBoolean("is_public", false);
            if (chat.IsDialog)
            {
                json.WritePropertyName("dialog_with_user");
                chat.User.Write(json, Clock.GetUtcNow());
            }

            json.WriteEndObject();
        });
    }

    private void WriteMe(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        world.Bot.WriteFields(json, Clock.GetUtcNow());
        if (commands is { } known)
        {
            json.WritePropertyName("commands");
            known.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private void WriteSubscriptions(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("subscriptions");
        foreach (var subscription in subscriptions.All)
        {
            json.WriteStartObject();
            json.WriteString("url", subscription.Url.OriginalString);
            json.WriteNumber("time", subscription.At.ToUnixTimeMilliseconds());
            json.WriteStartArray("update_types");
            foreach (var type in subscription.Types) json.WriteStringValue(type);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
