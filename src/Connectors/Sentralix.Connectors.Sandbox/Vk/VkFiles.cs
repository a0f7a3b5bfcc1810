using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>A file that was uploaded, by the bot or by a user.</summary>
internal sealed record VkFile(string Kind, long Owner, long Id, string AccessKey, string Name, byte[] Content, DateTimeOffset At)
{
    public int Seconds { get; init; } = 3;

    /// <summary>Where it can be read; the key is part of the address.</summary>
    public string Url(Uri address) => new Uri(address, $"/files/{AccessKey}/{Uri.EscapeDataString(Name)}").ToString();
}

/// <summary>Uploads in VK's three steps (an address, the bytes, the saving) and the files that come of it.</summary>
internal sealed partial class VkFiles(VkCommunity community, Func<Uri> address)
{
    // Both drop the same files: they are filled together and weigh alike.
    private readonly Recent<string, VkFile> byKey = new(community.Settings.Home.Records, community.Settings.Home.FileBytes, file => file.Content.Length);
    private readonly Recent<(string Kind, long Owner, long Id), VkFile> byId = new(community.Settings.Home.Records, community.Settings.Home.FileBytes, file => file.Content.Length);
    private readonly Recent<string, VkUpload> uploads = new(community.Settings.Home.Records, community.Settings.Home.FileBytes, upload => upload.Content?.Length ?? 0);
    private long lastId = 456_239_000;

    public VkFile? Find(string accessKey) => byKey.GetValueOrDefault(accessKey);

    public VkFile Add(string kind, long owner, string name, byte[] content, int seconds = 3)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(9));
        var file = new VkFile(kind, owner, Interlocked.Increment(ref lastId), key, name, content, community.Clock.GetUtcNow()) { Seconds = seconds };
        byKey[key] = file;
        byId[(kind, owner, file.Id)] = file;
        return file;
    }

    /// <summary>Answers with the address that takes the bytes.</summary>
    public VkAnswer Server(VkCall call, string kind)
    {
        if (call.Long("peer_id") is { } peer && peer != 0 && community.Find(peer) is null) return VkAnswer.Refuse(901, "Can't send messages for users without permission");
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        uploads[token] = new VkUpload(kind);
        return VkAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("upload_url", new Uri(address(), $"/upload/{token}").ToString());
            if (kind == "photo")
            {
                json.WriteNumber("album_id", -64);
                json.WriteNumber("group_id", community.Settings.GroupId);
                json.WriteNumber("user_id", 0);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>Takes the bytes of a multipart form; null: not at this address.</summary>
    public byte[]? Take(string token, IFormFileCollection files)
    {
        if (!uploads.TryGetValue(token, out var upload)) return null;
        if (files.GetFile(upload.Kind == "photo" ? "photo" : "file") is not { } posted)
            return JsonBody.Of(json => { json.WriteStartObject(); json.WriteString("error", "no_file"); json.WriteEndObject(); });
        using var bytes = new MemoryStream();
        posted.CopyTo(bytes);
        uploads[token] = upload with { Name = posted.FileName, Content = bytes.ToArray() };
        return JsonBody.Of(json =>
        {
            json.WriteStartObject();
            if (upload.Kind == "photo")
            {
                json.WriteNumber("server", 100_500);
                json.WriteString("photo", $"[{{\"photo\":\"{token}\"}}]");
                json.WriteString("hash", token);
            }
            else
            {
                json.WriteString("file", token);
            }

            json.WriteEndObject();
        });
    }

    public VkAnswer SavePhoto(VkCall call)
    {
        var hash = call["hash"] ?? "";
        if (!call.Has("server") || !call.Has("photo") || !uploads.TryGetValue(hash, out var upload) || upload is not { Kind: "photo", Content: { } content })
            return VkAnswer.BadParameter("photos_list is invalid");
        uploads.TryRemove(hash, out _);
        var file = Add("photo", -community.Settings.GroupId, upload.Name, content);
        return VkAnswer.Of(json =>
        {
            json.WriteStartArray();
            VkAttachments.WritePhoto(json, file, address());
            json.WriteEndArray();
        });
    }

    public VkAnswer SaveDocument(VkCall call)
    {
        var token = call["file"] ?? "";
        if (!uploads.TryGetValue(token, out var upload) || upload.Kind == "photo" || upload.Content is not { } content) return VkAnswer.BadParameter("file is invalid");
        uploads.TryRemove(token, out _);
        var file = Add(upload.Kind, -community.Settings.GroupId, call["title"] is { Length: > 0 } title ? title : upload.Name, content);
        return VkAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", file.Kind);
            json.WritePropertyName(file.Kind);
            if (file.Kind == "audio_message") VkAttachments.WriteVoice(json, file, address());
            else VkAttachments.WriteDocument(json, file, address());
            json.WriteEndObject();
        });
    }

    /// <summary>Reads a list such as <c>photo-1_456_key,doc-1_457</c>; null: one is no attachment or is not known.</summary>
    public (IReadOnlyList<JsonElement>? Attachments, string? Problem) Resolve(string? list, int most)
    {
        if (string.IsNullOrEmpty(list)) return ([], null);
        var parts = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > most) return (null, "too many attachments");
        var attachments = new List<JsonElement>(parts.Length);
        foreach (var part in parts)
        {
            if (Name().Match(part) is not { Success: true } name) return (null, "attachment is invalid");
            var (kind, owner, id) = (name.Groups[1].Value, Number(name.Groups[2].Value), Number(name.Groups[3].Value));
            if (kind is not ("photo" or "doc" or "audio_message" or "graffiti"))
            {
                attachments.Add(VkAttachments.Named(kind, owner, id));
                continue;
            }

            // Voice is saved as a document and may be named as one.
            var file = byId.GetValueOrDefault((kind, owner, id)) ?? (kind == "doc" ? byId.GetValueOrDefault(("audio_message", owner, id)) ?? byId.GetValueOrDefault(("graffiti", owner, id)) : null);
            if (file is null || name.Groups[4] is { Success: true, Value: var key } && key != file.AccessKey) return (null, $"{part} is not available");
            attachments.Add(Attachment(file));
        }

        return (attachments, null);
    }

    public JsonElement Attachment(VkFile file) => file.Kind switch
    {
        "photo" => VkAttachments.Photo(file, address()),
        "audio_message" => VkAttachments.Voice(file, address()),
        _ => VkAttachments.Document(file, address()),
    };

    [GeneratedRegex(@"^([a-z_]+?)(-?\d+)_(\d+)(?:_(\w+))?$")]
    private static partial Regex Name();

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    private sealed record VkUpload(string Kind)
    {
        public string Name { get; init; } = "";

        public byte[]? Content { get; init; }
    }
}
