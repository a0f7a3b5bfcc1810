using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>The Chat API: our channel inside Jivo, and the agents who answer there.</summary>
public sealed partial class JivoStandIn
{
    private static readonly string[] FileTypes = ["photo", "sticker", "audio", "video", "document"];
    private static readonly string[] OtherTypes = ["location", "typein", "seen", "keyboard", "rate", "start", "stop"];
    private readonly ConcurrentDictionary<(string Random, string Name), JivoChannel> channels = new();
    private readonly HttpClient files;

    /// <summary>True: Jivo fetches the files that messages name, so their addresses must work.</summary>
    public bool FetchesFiles { get; set; } = true;

    /// <summary>Creates a channel in Jivo's app.</summary>
    /// <param name="address">Our address; null: nowhere.</param>
    public JivoChannel AddChannel(Uri? address)
    {
        var channel = new JivoChannel(Random(12), Random(6)) { Address = address };
        channels[(channel.Random, channel.Name)] = channel;
        return channel;
    }

    /// <summary>The address that Jivo gives us for a channel.</summary>
    public Uri ChannelEndpoint(JivoChannel channel) => new(Address, $"/{channel.Random}/{channel.Name}");

    /// <summary>An agent answers.</summary>
    /// <returns>What our address said in the end.</returns>
    public Task<DeliveryAnswer> AgentAnswers(JivoDialog dialog, string text) => AgentSends(dialog, "text", new JsonObject { ["text"] = text });

    /// <summary>An agent sends a file.</summary>
    public Task<DeliveryAnswer> AgentSendsFile(JivoDialog dialog, Uri file, string name, string type = "document") =>
        AgentSends(dialog, type, new JsonObject { ["file"] = file.ToString(), ["file_name"] = name });

    /// <summary>An agent types.</summary>
    public Task<DeliveryAnswer> AgentTypes(JivoDialog dialog) => AgentSends(dialog, "typein", []);

    /// <summary>An agent ends the dialogue.</summary>
    public Task<DeliveryAnswer> AgentStops(JivoDialog dialog) => AgentSends(dialog, "stop", []);

    /// <summary>Something of any type comes from an agent, also for somebody whom we do not know.</summary>
    public Task<DeliveryAnswer> AgentSends(JivoDialog dialog, string type, JsonObject message)
    {
        var id = Guid.NewGuid().ToString();
        var update = Updates.Add(id, dialog.SenderId, type, Clock.GetUtcNow());
        message["type"] = type;
        message["id"] = id;
        message["date"] = Clock.GetUtcNow().ToUnixTimeSeconds();
        if (dialog.Channel.Address is not { } address)
        {
            update.State = UpdateState.Nowhere;
            return Task.FromResult(new DeliveryAnswer(0, "", TimeSpan.Zero));
        }

        var sender = Agent.DeepClone();
        sender["photo"] = "https://files.jivosite.example/agents/12.png";
        var body = new JsonObject { ["sender"] = sender, ["recipient"] = new JsonObject { ["id"] = dialog.SenderId }, ["message"] = message };
        return courier.Take(new Parcel(update, address, JivoJson.Bytes(body), Delivery.ChannelRules(), [])
        {
            ContentType = "application/json; charset=utf-8",
            Line = $"channel {dialog.Channel.Random} {dialog.SenderId}",
        });
    }

    /// <summary>An agent's answer for a recipient of a channel that never wrote.</summary>
    public Task<DeliveryAnswer> AgentAnswersStranger(JivoChannel channel, string text) => AgentAnswers(new JivoDialog(channel, "stranger-" + Random(4)), text);

    private Task TellStatus(HttpContext http) => Serve(http, JivoOperations.ChannelStatus, _ =>
    {
        // A channel that is gone is as one where nobody is there.
        var isThere = ChannelOf(http) is { IsRemoved: false } && AgentsOnline;
        return Task.FromResult<Func<Task>>(() => JivoReply.Text(isThere ? "1" : "0").Write(http));
    });

    private Task TakeFromChannel(HttpContext http) => Serve(http, JivoOperations.ChannelMessage, async told =>
    {
        var reply = await TakeMessage(http, told);
        return () => Tell(http, JivoOperations.ChannelMessage, reply);
    });

    private async Task<JivoReply> TakeMessage(HttpContext http, bool told)
    {
        if (ChannelOf(http) is not { IsRemoved: false } channel) return JivoReply.Rejected(404, "channel not found");
        if (!IsJson(http)) return JivoReply.Rejected(415, "application/json; charset=utf-8 is required");
        if (await Body(http) is not { } body) return JivoReply.Rejected(400, "the body is not a JSON object");
        if (!body.TryGetProperty("sender", out var sender) || Scalar(sender, "id") is not { Length: > 0 } senderId) return JivoReply.Rejected(400, "sender.id is required");
        if (!body.TryGetProperty("message", out var message) || JivoJson.Text(message, "type") is not { } type) return JivoReply.Rejected(400, "message.type is required");
        if (Complaint(type, message) is { } complaint) return JivoReply.Rejected(400, complaint);

        var dialog = channel.Known.GetOrAdd(senderId, id => new JivoDialog(channel, id));
        dialog.Sender = sender;
        var file = FetchesFiles && FileTypes.Contains(type) ? await Fetch(new Uri(JivoJson.Text(message, "file")!)) : null;
        var (id, text) = (Scalar(message, "id"), JivoJson.Text(message, "text") ?? "");
        dialog.Add(new JivoChannelMessage(id, type, text, file));
        Sent.Add(new SentMessage(JivoOperations.ChannelMessage, senderId, id ?? "", text, body, Clock.GetUtcNow(), told));
        return JivoReply.Taken;
    }

    private static string? Complaint(string type, JsonElement message)
    {
        if (type == "text") return JivoJson.Text(message, "text") is { Length: > 0 } ? null : "message.text is required";
        if (FileTypes.Contains(type)) return Uri.TryCreate(JivoJson.Text(message, "file"), UriKind.Absolute, out _) ? null : "message.file must be an address";
        return OtherTypes.Contains(type) ? null : "message.type is not known";
    }

    /// <summary>A string or a number.</summary>
    private static string? Scalar(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetDecimal().ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    private JivoChannel? ChannelOf(HttpContext http) => channels.GetValueOrDefault(((string)http.GetRouteValue("random")!, (string)http.GetRouteValue("channel")!));

    private async Task<ReadOnlyMemory<byte>?> Fetch(Uri file)
    {
        try
        {
            return await files.GetByteArrayAsync(file);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or NotSupportedException)
        {
            // The agent sees a message without its file: that is what the sender has to learn of.
            return null;
        }
    }
}
