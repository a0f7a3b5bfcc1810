using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>VK with one community: the methods that a bot calls, Callback API, Bots Long Poll, and the people who write to it. Methods are at
/// <c>/method/{name}</c>; errors come with status 200, as VK's do.</summary>
public sealed partial class VkStandIn : StandIn
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(90);

    private readonly VkSettings settings;
    private readonly VkCommunity community;
    private readonly VkFiles files;
    private readonly VkLongPoll longPoll;
    private readonly VkCallbacks callbacks;
    private readonly VkEvents events;
    private readonly VkSending sending;
    private readonly VkMessages messages;
    private readonly VkGroups groups;
    private readonly CallRate? rate;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<VkAnswer>> refusals = new();

    /// <summary>A stand-in for the community of the settings.</summary>
    public VkStandIn(VkSettings? settings = null)
        : base(settings?.Clock, settings?.Home)
    {
        this.settings = settings ?? new VkSettings();
        Updates = new UpdateLedger(Home.Records);
        community = new VkCommunity(this.settings, Clock);
        files = new VkFiles(community, () => Address);
        longPoll = new VkLongPoll(this.settings.Limits, Updates, Home);
        callbacks = new VkCallbacks(this.settings, Clock, Updates);
        events = new VkEvents(this.settings, Clock, Updates, callbacks, longPoll);
        sending = new VkSending(community, files, events, Sent);
        messages = new VkMessages(community, sending, events, Sent);
        groups = new VkGroups(community, callbacks, events, longPoll, () => Address);
        rate = this.settings.Limits.CallsPerSecond > 0 ? new CallRate(this.settings.Limits.CallsPerSecond, TimeSpan.FromSeconds(1), Clock) : null;
    }

    /// <summary>Every event that was made.</summary>
    public UpdateLedger Updates { get; }

    /// <summary>How events are delivered to callback servers.</summary>
    public DeliveryRules Delivery
    {
        get => callbacks.Sender.Delivery;
        set => callbacks.Sender.Delivery = value;
    }

    /// <summary>How many deliveries to callback servers are under way.</summary>
    public int Pending => callbacks.Sender.Pending;

    /// <summary>Where methods are, as a client's base address.</summary>
    public Uri Methods => new(Address, "/method");

    /// <summary>Waits until nothing is under way to callback servers.</summary>
    /// <exception cref="TimeoutException">Something still is.</exception>
    public Task WhenDelivered(TimeSpan timeout) => callbacks.Sender.WhenDelivered(timeout);

    /// <summary>The next call of a method is refused with an error of VK's, such as 9 or 29; several are used up in order.</summary>
    public void RefuseNext(string method, int code, string words = "Refused as told") => refusals.GetOrAdd(method, _ => new()).Enqueue(VkAnswer.Refuse(code, words));

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await callbacks.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/method/{name}", Call);
        routes.MapPost("/upload/{token}", Upload);
        routes.MapGet("/files/{key}/{name}", Download);
        routes.MapGet("/wh{group:long}", Poll);
    }

    /// <inheritdoc/>
    protected override async Task WriteFault(HttpContext http, Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var answer = fault.Kind switch
        {
            FaultKind.TooMany => VkAnswer.Refuse(6, "Too many requests per second"),
            FaultKind.Unauthorized => VkAnswer.Refuse(5, "User authorization failed: invalid access_token (4)."),
            FaultKind.NotPaid => VkAnswer.Refuse(15, "Access denied: no access to call this method"),
            _ => VkAnswer.Refuse(10, "Internal server error: Unknown error, try later"),
        };
        await Write(http, answer, new VkCall("", http.Request.Query, null, null));
    }

    private static Task Write(HttpContext http, VkAnswer answer, VkCall call) => WriteJson(http, JsonBody.Of(json => answer.Write(json, call)));

    private static async Task WriteJson(HttpContext http, byte[] body)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    private Task Call(HttpContext http)
    {
        var method = (string)http.Request.RouteValues["name"]!;
        return Serve(http, method, async told =>
        {
            var call = await VkCall.Read(method, http);
            if (Refusal(call) is { } refusal) return () => Write(http, refusal, call);
            if (method == "execute") return Execute(http, call, told);
            var answer = Told(call) ?? Answer(call, told);
            return () => Write(http, answer, call);
        });
    }

    private Func<Task> Execute(HttpContext http, VkCall execute, bool told)
    {
        var (calls, refusal) = VkExecute.Read(execute);
        if (calls is null) return () => Write(http, refusal!, execute);
        var answers = calls.Select(call => (call, Told(call) ?? Answer(call, told))).ToList();
        return () => WriteJson(http, VkExecute.Write(answers));
    }

    /// <summary>The refusal that a test has told for this call; null: none.</summary>
    private VkAnswer? Told(VkCall call) => refusals.TryGetValue(call.Method, out var told) && told.TryDequeue(out var refusal) ? refusal : null;

    private VkAnswer? Refusal(VkCall call)
    {
        if (call.Token is not { Length: > 0 } token) return VkAnswer.Refuse(5, "User authorization failed: no access_token passed.");
        if (token != settings.Token) return VkAnswer.Refuse(5, "User authorization failed: invalid access_token (4).");
        if (!call.Has("v")) return VkAnswer.Refuse(8, "Invalid request: v (version) is required");
        if (rate?.Take() == false)
        {
            // VK says so with status 200.
            NoteTooMany();
            return VkAnswer.Refuse(6, "Too many requests per second");
        }

        return call.Long("group_id") is { } group && group != settings.GroupId ? VkAnswer.Refuse(15, "Access denied: group authorization failed") : null;
    }

    private VkAnswer Answer(VkCall call, bool told) => call.Method switch
    {
        "messages.send" => sending.Send(call, told),
        "messages.edit" => messages.Edit(call, told),
        "messages.delete" => messages.Delete(call, told),
        "messages.setActivity" => messages.SetActivity(call),
        "messages.markAsRead" => messages.MarkAsRead(call),
        "messages.sendReaction" => messages.React(call, told, set: true),
        "messages.deleteReaction" => messages.React(call, told, set: false),
        "messages.sendMessageEventAnswer" => messages.AnswerPress(call, told),
        "messages.getHistory" => messages.History(call),
        "messages.getByConversationMessageId" => messages.ByNumber(call),
        "messages.isMessagesFromGroupAllowed" => messages.Allowed(call),
        "photos.getMessagesUploadServer" => files.Server(call, "photo"),
        "photos.saveMessagesPhoto" => files.SavePhoto(call),
        "docs.getMessagesUploadServer" when call["type"] is null or "" or "doc" or "audio_message" or "graffiti" => files.Server(call, call["type"] is { Length: > 0 } type ? type : "doc"),
        "docs.save" => files.SaveDocument(call),
        "groups.getById" => groups.GetById(),
        "groups.getTokenPermissions" => groups.GetTokenPermissions(),
        "groups.getCallbackConfirmationCode" => groups.GetConfirmationCode(),
        "groups.addCallbackServer" => groups.AddServer(call),
        "groups.editCallbackServer" => groups.EditServer(call),
        "groups.deleteCallbackServer" => groups.DeleteServer(call),
        "groups.getCallbackServers" => groups.GetServers(call),
        "groups.setCallbackSettings" => groups.SetCallbackSettings(call),
        "groups.getCallbackSettings" => groups.GetCallbackSettings(call),
        "groups.setLongPollSettings" => groups.SetLongPollSettings(call),
        "groups.getLongPollSettings" => groups.GetLongPollSettings(),
        "groups.getLongPollServer" => groups.GetLongPollServer(),
        "users.get" => Users(call),
        _ => VkAnswer.Refuse(3, "Unknown method passed"),
    };

    private VkAnswer Users(VkCall call)
    {
        if (call.Longs("user_ids") is not { Count: > 0 } ids) return VkAnswer.BadParameter("user_ids is invalid");
        return VkAnswer.Of(json =>
        {
            json.WriteStartArray();
            foreach (var id in ids) community.WriteUser(json, id);
            json.WriteEndArray();
        });
    }

    private Task Upload(HttpContext http) => Serve(http, "upload", async _ =>
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var answer = files.Take((string)http.Request.RouteValues["token"]!, form.Files);
        return () => answer is null ? NotFound(http) : WriteJson(http, answer);
    });

    private Task Download(HttpContext http) => Serve(http, "download", _ =>
    {
        var file = files.Find((string)http.Request.RouteValues["key"]!);
        return Task.FromResult(() => file is null ? NotFound(http) : http.Response.Body.WriteAsync(file.Content).AsTask());
    });

    private Task Poll(HttpContext http) => Serve(http, "longpoll", async _ =>
    {
        var query = http.Request.Query;
        var asked = int.TryParse(query["wait"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromSeconds(25);
        var answer = await longPoll.Check(query["key"].ToString(), query["ts"], asked < LongestWait ? asked : LongestWait, http.RequestAborted);
        return () => WriteJson(http, answer);
    });

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
