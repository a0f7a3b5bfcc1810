using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sentralix.Connectors.Sandbox.Avito;

public sealed partial class AvitoStandIn
{
    private const string ReadScope = "messenger:read";
    private const string WriteScope = "messenger:write";

    /// <summary>How long a send waits for its echo where echoes go first.</summary>
    private static readonly TimeSpan EchoPatience = TimeSpan.FromSeconds(2);

    private static readonly JsonElement NoBody = JsonSerializer.SerializeToElement(new { });

    private void MapMessenger(IEndpointRouteBuilder routes)
    {
        const string V1 = "/messenger/v1/accounts/{user_id}";
        const string V2 = "/messenger/v2/accounts/{user_id}";
        routes.MapGet(V2 + "/chats", http => Call(http, AvitoOperations.Chats, ReadScope, Chats));
        routes.MapGet(V2 + "/chats/{chat_id}", http => Call(http, AvitoOperations.Chat, ReadScope, Chat));
        routes.MapGet("/messenger/v3/accounts/{user_id}/chats/{chat_id}/messages", http => Call(http, AvitoOperations.Messages, ReadScope, Messages));
        routes.MapPost(V1 + "/chats/{chat_id}/messages", http => Call(http, AvitoOperations.SendText, WriteScope, SendText));
        routes.MapPost(V1 + "/chats/{chat_id}/messages/image", http => Call(http, AvitoOperations.SendImage, WriteScope, SendImage));
        routes.MapPost(V1 + "/chats/{chat_id}/messages/{message_id}", http => Call(http, AvitoOperations.DeleteMessage, WriteScope, DeleteMessage));
        routes.MapPost(V1 + "/chats/{chat_id}/read", http => Call(http, AvitoOperations.Read, ReadScope, Read));
        routes.MapPost(V1 + "/uploadImages", http => Call(http, AvitoOperations.UploadImages, WriteScope, UploadImages));
        routes.MapGet(V1 + "/getVoiceFiles", http => Call(http, AvitoOperations.VoiceFiles, ReadScope, VoiceFiles));
        routes.MapPost(V2 + "/blacklist", http => Call(http, AvitoOperations.Blacklist, WriteScope, Blacklist));
    }

    private Task<AvitoReply> Chats(AvitoCall call)
    {
        var query = call.Http.Request.Query;
        if (!Page(query, out var limit, out var offset)) return Task.FromResult(BadPage());
        var types = List(query, "chat_types");
        if (types.Length == 0) types = ["u2i"];
        if (types.Any(t => t is not ("u2i" or "u2u" or "a2u"))) return Task.FromResult(AvitoReply.Error(400, "Bad Request", ("chat_types", "u2i, u2u or a2u")));
        var items = List(query, "item_ids");
        var unreadOnly = query["unread_only"] == "true";

        var chosen = call.Account.Chats.Values
            .Where(c => types.Contains(c.Type) && (!unreadOnly || c.HasUnread))
            .Where(c => items.Length == 0 || (c.Item is { } item && items.Contains(item.Id.ToString(CultureInfo.InvariantCulture))))
            .OrderByDescending(c => c.Updated).ThenBy(c => c.Id, StringComparer.Ordinal).Skip(offset).Take(limit);
        return Task.FromResult(AvitoReply.Ok(AvitoWire.Object(w =>
        {
            w.WriteStartArray("chats");
            foreach (var chat in chosen) AvitoWire.Chat(w, chat, Address);
            w.WriteEndArray();
        })));
    }

    private Task<AvitoReply> Chat(AvitoCall call) => Task.FromResult(ChatOf(call) is { } chat
        ? AvitoReply.Ok(AvitoWire.Json(w => AvitoWire.Chat(w, chat, Address)))
        : NoSuchChat());

    private Task<AvitoReply> Messages(AvitoCall call)
    {
        // The path has a trailing slash, and without it there is no such path.
        if (!call.Http.Request.Path.Value!.EndsWith('/')) return Task.FromResult(AvitoReply.Error(404, "Not Found"));
        if (!Page(call.Http.Request.Query, out var limit, out var offset)) return Task.FromResult(BadPage());
        if (ChatOf(call) is not { } chat) return Task.FromResult(NoSuchChat());

        return Task.FromResult(AvitoReply.Ok(AvitoWire.Json(w =>
        {
            if (WrapsMessages)
            {
                w.WriteStartObject();
                w.WritePropertyName("messages");
            }

            w.WriteStartArray();
            foreach (var message in chat.Page(offset, limit)) AvitoWire.History(w, message);
            w.WriteEndArray();
            if (WrapsMessages) w.WriteEndObject();
        })));
    }

    private async Task<AvitoReply> SendText(AvitoCall call)
    {
        if (await Body(call.Http) is not { } body) return AvitoReply.Error(400, "Bad Request");
        if (Text(body, "type") != "text") return AvitoReply.Error(400, "Bad Request", ("type", "text"));
        var text = body.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object ? Text(message, "text") : null;
        if (string.IsNullOrWhiteSpace(text)) return AvitoReply.Error(400, "Bad Request", ("message.text", "required"));
        if (text.Length > Limits.TextLength) return AvitoReply.Error(400, "Bad Request", ("message.text", $"at most {Limits.TextLength} characters"));
        if (ChatOf(call) is not { } chat) return NoSuchChat();

        var sent = await Commit(call, chat, AvitoOperations.SendText, "text", AvitoWire.Object(w => w.WriteString("text", text)), text, body);
        return AvitoReply.Ok(AvitoWire.Object(w =>
        {
            w.WriteString("id", sent.Id);
            w.WriteNumber("created", sent.Created.ToUnixTimeSeconds());
            w.WriteString("direction", "out");
            w.WriteString("type", "text");
            w.WriteStartObject("content");
            w.WriteString("text", text);
            w.WriteEndObject();
        }));
    }

    private async Task<AvitoReply> SendImage(AvitoCall call)
    {
        if (await Body(call.Http) is not { } body || Text(body, "image_id") is not { } image) return AvitoReply.Error(400, "Bad Request", ("image_id", "required"));
        if (!files.Uploaded(image, call.Account)) return AvitoReply.Error(400, "Bad Request", ("image_id", "unknown"));
        if (ChatOf(call) is not { } chat) return NoSuchChat();

        var sent = await Commit(call, chat, AvitoOperations.SendImage, "image", ImageContent(image), "", body);
        return AvitoReply.Ok(AvitoWire.Object(w =>
        {
            w.WriteString("id", sent.Id);
            w.WriteNumber("author_id", sent.AuthorId);
            w.WriteNumber("created", sent.Created.ToUnixTimeSeconds());
            w.WriteString("direction", "out");
            w.WriteString("type", "image");
            w.WritePropertyName("content");
            w.WriteRawValue(sent.Body.Content, true);
        }));
    }

    private async Task<AvitoReply> UploadImages(AvitoCall call)
    {
        if (!call.Http.Request.HasFormContentType) return AvitoReply.Error(400, "Bad Request", ("uploadfile[]", "multipart/form-data is required"));
        var form = await call.Http.Request.ReadFormAsync(call.Http.RequestAborted);
        if (form.Files.Count != 1 || form.Files[0].Name != "uploadfile[]") return AvitoReply.Error(400, "Bad Request", ("uploadfile[]", "exactly one image"));
        var bytes = new byte[form.Files[0].Length];
        await using (var part = form.Files[0].OpenReadStream()) await part.ReadExactlyAsync(bytes, call.Http.RequestAborted);
        if (ImageFile.Complaint(bytes, Limits) is { } complaint) return AvitoReply.Error(400, "Bad Request", ("uploadfile[]", complaint));

        var id = files.KeepImage(bytes, call.Account);
        return AvitoReply.Ok(AvitoWire.Object(w =>
        {
            w.WriteStartObject(id);
            AvitoWire.WriteSizes(w, id, Address);
            w.WriteEndObject();
        }));
    }

    private Task<AvitoReply> DeleteMessage(AvitoCall call)
    {
        if (ChatOf(call) is not { } chat) return Task.FromResult(NoSuchChat());
        if (chat.Find(Route(call.Http, "message_id")) is not { } message) return Task.FromResult(AvitoReply.Error(404, "message not found"));
        if (!message.IsOut) return Task.FromResult(AvitoReply.Error(403, "permission denied"));
        if (Clock.GetUtcNow() - message.Created > Limits.DeleteWithin) return Task.FromResult(AvitoReply.Error(400, "the message is too old to be deleted"));
        message.Delete();
        Sent.Add(new SentMessage(AvitoOperations.DeleteMessage, chat.Id, message.Id, "", NoBody, Clock.GetUtcNow(), call.Told));
        return Task.FromResult(AvitoReply.Nothing);
    }

    private Task<AvitoReply> Read(AvitoCall call)
    {
        if (ChatOf(call) is not { } chat) return Task.FromResult(NoSuchChat());
        chat.MarkRead();
        Sent.Add(new SentMessage(AvitoOperations.Read, chat.Id, "", "", NoBody, Clock.GetUtcNow(), call.Told));
        return Task.FromResult(AvitoReply.Done);
    }

    private Task<AvitoReply> VoiceFiles(AvitoCall call)
    {
        var voices = List(call.Http.Request.Query, "voice_ids");
        if (voices.Length == 0) return Task.FromResult(AvitoReply.Error(400, "Bad Request", ("voice_ids", "required")));
        return Task.FromResult(AvitoReply.Ok(AvitoWire.Object(w =>
        {
            w.WriteStartObject("voices_urls");
            foreach (var voice in voices)
            {
                if (files.LinkToVoice(voice, call.Account, Limits.VoiceLinkLife) is { } link) w.WriteString(voice, new Uri(Address, $"/voice/{link}.mp4").ToString());
            }

            w.WriteEndObject();
        })));
    }

    private async Task<AvitoReply> Blacklist(AvitoCall call)
    {
        if (await Body(call.Http) is not { } body || !body.TryGetProperty("users", out var users) || users.ValueKind != JsonValueKind.Array || users.GetArrayLength() == 0)
            return AvitoReply.Error(400, "Bad Request", ("users", "required"));

        List<BlacklistEntry> entries = [];
        foreach (var user in users.EnumerateArray())
        {
            if (Int(user, "user_id") is not { } buyer || !user.TryGetProperty("context", out var context) || Int(context, "reason_id") is not (>= 1 and <= 4 and var reason))
                return AvitoReply.Error(400, "Bad Request", ("users", "user_id and context.reason_id (1 to 4)"));
            entries.Add(new BlacklistEntry(buyer, Int(context, "item_id"), (int)reason));
        }

        foreach (var entry in entries)
        {
            call.Account.Block(entry);
            Sent.Add(new SentMessage(AvitoOperations.Blacklist, "", "", "", body, Clock.GetUtcNow(), call.Told));
        }

        return AvitoReply.Nothing;
    }

    /// <summary>Puts what the bot sends into the chat and lets it come back as an echo.</summary>
    private async Task<AvitoMessage> Commit(AvitoCall call, AvitoChat chat, string operation, string type, byte[] content, string text, JsonElement body)
    {
        var message = new AvitoMessage(Random(16), call.Account.Id, true, Clock.GetUtcNow(), type, content, text);
        chat.Add(message);
        Sent.Add(new SentMessage(operation, chat.Id, message.Id, text, body, message.Created, call.Told));
        if (!Echoes) return message;
        var echo = webhooks.Tell(chat, message, AvitoUpdates.Echo);
        if (EchoesFirst && echo is not null) await Task.WhenAny(echo, Task.Delay(EchoPatience));
        return message;
    }

    private byte[] ImageContent(string image) => AvitoWire.Object(w =>
    {
        w.WriteStartObject("image");
        w.WriteStartObject("sizes");
        AvitoWire.WriteSizes(w, image, Address);
        w.WriteEndObject();
        w.WriteEndObject();
    });

    private bool Page(IQueryCollection query, out int limit, out int offset)
    {
        offset = 0;
        return Number(query["limit"], Limits.PageSize, 1, Limits.PageSize, out limit) && Number(query["offset"], 0, 0, Limits.Offset, out offset);
    }

    private AvitoReply BadPage() => AvitoReply.Error(400, "Bad Request", ("limit", $"1 to {Limits.PageSize}"), ("offset", $"0 to {Limits.Offset}"));

    private static AvitoReply NoSuchChat() => AvitoReply.Error(404, "chat not found");

    /// <summary>A list of the query: values between commas, or the name repeated.</summary>
    private static string[] List(IQueryCollection query, string name) =>
        query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<JsonElement?> Body(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Int(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
