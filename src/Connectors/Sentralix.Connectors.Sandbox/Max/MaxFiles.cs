using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>A file that was uploaded, by the bot or by a user.</summary>
internal sealed record MaxFile(string Kind, long Id, string Token, string Name, byte[] Content, DateTimeOffset ReadyAt)
{
    public string Url(Uri address) => new Uri(address, $"/files/{Token}").ToString();
}

/// <summary>Uploads, which are processed before they can be sent, and the files that come of them.</summary>
internal sealed class MaxFiles(MaxWorld world, Func<Uri> address)
{
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase) { ".exe", ".bat", ".cmd", ".com", ".scr", ".msi", ".apk", ".jar" };

    private readonly Recent<string, MaxFile> files = new(world.Settings.Home.Records, world.Settings.Home.FileBytes, file => file.Content.Length);
    private readonly Recent<string, Upload> uploads = new(world.Settings.Home.Records);
    private long lastId = 300;

    public MaxFile? Find(string? token) => token is null ? null : files.GetValueOrDefault(token);

    /// <summary>A file that can be sent at once: users' applications wait for their uploads.</summary>
    public MaxFile Add(string kind, string name, byte[] content) => Add(kind, Token(), name, content, world.Clock.GetUtcNow());

    public MaxAnswer Open(string? kind)
    {
        if (kind is not ("image" or "video" or "audio" or "file")) return MaxAnswer.Bad("type: must be image, video, audio or file");
        var upload = new Upload(kind, Token());
        var id = Token();
        uploads[id] = upload;
        return MaxAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("url", new Uri(address(), $"/upload/{id}").ToString());
            if (upload.IsMedia) json.WriteString("token", upload.Token);
            json.WriteEndObject();
        });
    }

    /// <summary>Takes the bytes, as a form or piece by piece; answers with a status, a type and a body.</summary>
    public async Task<(int Status, string Type, byte[] Body)> Take(string id, HttpRequest request)
    {
        if (!uploads.TryGetValue(id, out var upload)) return Error("not.found", "Upload not found or already used");
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            if (form.Files.GetFile("data") is not { } posted) return Error("proto.payload", "data: no file");
            upload.Name = posted.FileName;
            await posted.CopyToAsync(upload.Content);
        }
        else
        {
            upload.Name = Uri.UnescapeDataString(request.Headers["X-File-Name"].ToString());
            await request.Body.CopyToAsync(upload.Content);
            if (request.Headers.ContentRange.ToString() is { Length: > 0 } range && (Total(range) is not { } total || upload.Content.Length < total)) return (200, "text/plain", Encoding.UTF8.GetBytes(range));
        }

        if (!uploads.TryRemove(id, out _)) return Error("not.found", "Upload not found or already used");
        if (Forbidden.Contains(Path.GetExtension(upload.Name))) return Error("proto.payload", "File extension is forbidden");
        var file = Add(upload.Kind, upload.Token, upload.Name, upload.Content.ToArray(), world.Clock.GetUtcNow() + world.Settings.Limits.Processing);
        return upload.IsMedia ? (200, "text/html", "<retval>1</retval>"u8.ToArray()) : (200, "application/json", JsonBody.Of(json => WriteToken(json, file)));
    }

    /// <summary>Reads what a message asks to carry of media; the refusal says why it cannot.</summary>
    public (JsonElement Attachment, MaxAnswer? Refusal) Resolve(string kind, JsonElement payload)
    {
        if (kind == "image" && MaxKeyboard.Text(payload, "url") is { Length: > 0 } elsewhere)
            return Uri.TryCreate(elsewhere, UriKind.Absolute, out _) ? (External(elsewhere), null) : (default, MaxAnswer.Bad("payload.url: must be a valid address"));
        if (Find(TokenOf(payload)) is not { } file || file.Kind != kind) return (default, NotReadyOrUnknown(TokenOf(payload), kind));
        return file.ReadyAt > world.Clock.GetUtcNow() ? (default, NotReady(kind)) : (Attachment(file), null);
    }

    public JsonElement Attachment(MaxFile file) => JsonBody.Element(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", file.Kind);
        json.WriteStartObject("payload");
        if (file.Kind == "image") json.WriteNumber("photo_id", file.Id);
        json.WriteString("token", file.Token);
        json.WriteString("url", file.Url(address()));
        json.WriteEndObject();
        if (file.Kind == "file")
        {
            json.WriteString("filename", file.Name);
            json.WriteNumber("size", file.Content.Length);
        }

        if (file.Kind == "video")
        {
            json.WriteNumber("width", 640);
            json.WriteNumber("height", 360);
            json.WriteNumber("duration", 5);
        }

        json.WriteEndObject();
    });

    public MaxAnswer Video(string token) => Find(token) is not { Kind: "video" } file ? MaxAnswer.NotFound("Video not found") : MaxAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("token", file.Token);
        json.WriteStartObject("urls");
        json.WriteString("mp4_360", file.Url(address()));
        json.WriteEndObject();
        json.WriteNumber("width", 640);
        json.WriteNumber("height", 360);
        json.WriteNumber("duration", 5);
        json.WriteEndObject();
    });

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static MaxAnswer NotReady(string kind) => MaxAnswer.Refuse(400, "attachment.not.ready", $"Key: errors.process.attachment.{kind}.not.processed");

    private static long? Total(string range) =>
        range.Split('/') is [_, var total] && long.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    private static string? TokenOf(JsonElement payload)
    {
        if (MaxKeyboard.Text(payload, "token") is { } token) return token;
        if (payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty("photos", out var photos) || photos.ValueKind != JsonValueKind.Object) return null;
        return photos.EnumerateObject().Select(photo => MaxKeyboard.Text(photo.Value, "token")).FirstOrDefault();
    }

    private static (int, string, byte[]) Error(string code, string message) => (400, "application/json", JsonBody.Of(MaxAnswer.Refuse(400, code, message).Write));

    private static JsonElement External(string url) => JsonBody.Element(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "image");
        json.WriteStartObject("payload");
        json.WriteNumber("photo_id", 1);
        json.WriteString("token", "external");
        json.WriteString("url", url);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void WriteToken(Utf8JsonWriter json, MaxFile file)
    {
        json.WriteStartObject();
        if (file.Kind == "image")
        {
            json.WriteStartObject("photos");
            json.WriteStartObject(file.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("token", file.Token);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else
        {
            json.WriteNumber("fileId", file.Id);
            json.WriteString("token", file.Token);
        }

        json.WriteEndObject();
    }

    /// <summary>The token of a video or a sound is told before its bytes are there.</summary>
    private MaxAnswer NotReadyOrUnknown(string? token, string kind) =>
        uploads.Values.Any(upload => upload.Token == token && upload.Kind == kind) ? NotReady(kind) : MaxAnswer.Bad("payload.token: is not known");

    private MaxFile Add(string kind, string token, string name, byte[] content, DateTimeOffset readyAt)
    {
        var file = new MaxFile(kind, Interlocked.Increment(ref lastId), token, name, content, readyAt);
        files[token] = file;
        return file;
    }

    private sealed class Upload(string kind, string token)
    {
        public string Kind { get; } = kind;

        public string Token { get; } = token;

        public bool IsMedia => Kind is "video" or "audio";

        public string Name { get; set; } = "";

        public MemoryStream Content { get; } = new();
    }
}
