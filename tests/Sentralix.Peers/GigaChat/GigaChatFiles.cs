using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.GigaChat;

/// <summary>The files of GigaChat's account: uploaded in a form, named in a chat's <c>attachments</c>, kept until somebody deletes them.</summary>
public sealed class GigaChatFiles
{
    private const int LargestPicture = 15 * 1024 * 1024;
    private const int MostPictures = 10;

    private static readonly string[] Pictures = ["image/jpeg", "image/png", "image/tiff", "image/bmp"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, GigaChatFile> files = [];

    /// <summary>What is there.</summary>
    public IReadOnlyList<GigaChatFile> All
    {
        get
        {
            lock (gate) return [.. files.Values];
        }
    }

    public GigaChatFile? Find(string id)
    {
        lock (gate) return files.GetValueOrDefault(id);
    }

    /// <summary>Puts a file there past the door, or takes all away: as somebody else with the same account may.</summary>
    public void Put(GigaChatFile file)
    {
        lock (gate) files[file.Id] = file;
    }

    public void Clear()
    {
        lock (gate) files.Clear();
    }

    /// <summary>The rule that the attachments of messages break; null: none.</summary>
    internal (int Status, string Words)? Broken(IReadOnlyList<JsonElement> messages)
    {
        var shown = 0;
        foreach (var message in messages)
        {
            var inMessage = 0;
            foreach (var attachment in PeerJson.Items(message, "attachments"))
            {
                if (attachment.ValueKind != JsonValueKind.String) return (422, "attachments must be ids of files");
                if (Find(attachment.GetString()!) is not { } file) return (404, "No such file");
                if (Pictures.Contains(file.MediaType)) inMessage++;
            }

            if (inMessage > 1) return (422, "only one image per message is supported");
            shown += inMessage;
        }

        return shown > MostPictures ? (422, "too many images") : null;
    }

    internal async Task Upload(PeerCall call, DateTimeOffset now)
    {
        var (file, purpose) = await Read(call);
        if (file is null || purpose != "general")
        {
            await call.Refuse(400, "Bad Request");
            return;
        }

        if (!Pictures.Contains(file.MediaType)) await call.Refuse(400, "Unsupported file type");
        else if (file.Bytes.Length > LargestPicture) await call.Refuse(413);
        else
        {
            var kept = file with { Id = Guid.NewGuid().ToString(), CreatedAt = now };
            if (!call.Fails) Put(kept);
            await call.Json(PeerJson.Write(Shape(kept)));
        }
    }

    internal Task List(PeerCall call) => call.Json(PeerJson.Write(new { data = All.Select(Shape) }));

    internal async Task Show(PeerCall call)
    {
        if (Find(call.Seen.Path.Split('/')[^1]) is { } file) await call.Json(PeerJson.Write(Shape(file)));
        else await call.Refuse(404, "No such file");
    }

    internal async Task Delete(PeerCall call)
    {
        var id = call.Seen.Path.Split('/')[^2];
        bool was;
        lock (gate) was = call.Fails ? files.ContainsKey(id) : files.Remove(id);
        if (was) await call.Json(PeerJson.Write(new { id, @object = "file", deleted = true }));
        else await call.Refuse(404, "No such file");
    }

    private static async Task<(GigaChatFile? File, string? Purpose)> Read(PeerCall call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Header("Content-Type"), out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return default;
        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), new MemoryStream(call.Seen.Body));
        (GigaChatFile? file, string? purpose) = (null, null);
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var body = new MemoryStream();
            await section.Body.CopyToAsync(body);
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var about)) return default;
            if (about.Name == "purpose") purpose = Encoding.UTF8.GetString(body.ToArray());
            if (about.Name == "file") file = new GigaChatFile("", HeaderUtilities.RemoveQuotes(about.FileName).ToString(), section.ContentType ?? "", body.ToArray());
        }

        return (file, purpose);
    }

    private static object Shape(GigaChatFile file) => new
    {
        id = file.Id,
        @object = "file",
        bytes = file.Bytes.Length,
        access_policy = "private",
        created_at = file.CreatedAt.ToUnixTimeSeconds(),
        filename = file.Name,
        purpose = "general",
    };
}

/// <summary>One of them.</summary>
public sealed record GigaChatFile(string Id, string Name, string MediaType, byte[] Bytes)
{
    public DateTimeOffset CreatedAt { get; init; }
}
