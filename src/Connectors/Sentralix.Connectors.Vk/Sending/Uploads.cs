using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Files as VK takes them: an address is asked for, the bytes go there, and the result is saved. What comes of it is the name that a
/// message carries. Nothing of this is seen by anybody, so it may be repeated.</summary>
internal static class Uploads
{
    private static readonly string[] Pictures = ["image/jpeg", "image/png", "image/webp", "image/bmp"];

    /// <summary>Whether VK shows a file as a picture.</summary>
    public static bool IsPicture(OutgoingFile file) => Pictures.Contains(file.MimeType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Uploads a file. The cancellation counts until its first byte: a large one may take longer than a caller's patience, and begun anew
    /// it would be no quicker.</summary>
    /// <exception cref="ChannelException">VK refuses, or cannot be reached.</exception>
    public static Task<string> Upload(VkApi api, string peer, Segment segment, OutgoingFile file, CancellationToken cancellation)
    {
        var name = segment.FileName ?? file.Name;
        return segment.Kind == PartTypes.Image && IsPicture(file)
            ? Photo(api, peer, name, file, cancellation)
            : Document(api, peer, segment.Kind == PartTypes.Voice ? "audio_message" : "doc", name, file, cancellation);
    }

    private static async Task<string> Photo(VkApi api, string peer, string name, OutgoingFile file, CancellationToken cancellation)
    {
        var server = await api.Ask("photos.getMessagesUploadServer", cancellation, ("peer_id", peer));
        var sent = await api.Visit(server.Text("upload_url"), Form("photo", name, file), VkApi.UploadTime, CancellationToken.None);
        if (sent.Field("server") is not { } place || sent.Text("photo") is not { } photo || sent.Text("hash") is not { } hash) throw NotTaken(sent);
        var saved = await api.Ask("photos.saveMessagesPhoto", CancellationToken.None, ("photo", photo), ("server", place.ToString()), ("hash", hash));
        return saved.ValueKind == JsonValueKind.Array && saved.GetArrayLength() > 0 ? Name("photo", saved[0]) : throw NotTaken(saved);
    }

    private static async Task<string> Document(VkApi api, string peer, string type, string name, OutgoingFile file, CancellationToken cancellation)
    {
        var server = await api.Ask("docs.getMessagesUploadServer", cancellation, ("type", type), ("peer_id", peer));
        var sent = await api.Visit(server.Text("upload_url"), Form("file", name, file), VkApi.UploadTime, CancellationToken.None);
        if (sent.Text("file") is not { } token) throw NotTaken(sent);
        var saved = await api.Ask("docs.save", CancellationToken.None, ("file", token), ("title", name));
        var kind = saved.Text("type") ?? "doc";
        return saved.Object(kind) is { } document ? Name(kind, document) : throw NotTaken(saved);
    }

    private static MultipartFormDataContent Form(string field, string name, OutgoingFile file)
    {
        var bytes = new StreamContent(file.Content);
        bytes.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.MimeType, out var type) ? type : new("application/octet-stream");
        bytes.Headers.ContentLength = file.Length;

        // Names are read in plain UTF-8 between quotes, as browsers write them; headers are written byte by byte.
        var clean = string.Concat(name.Select(letter => letter is '"' or '\\' or '/' || char.IsControl(letter) ? '_' : letter));
        bytes.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"; filename=\"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(clean))}\"");
        return new() { bytes };
    }

    private static string Name(string kind, JsonElement saved) =>
        saved.Number("owner_id") is { } owner && saved.Number("id") is { } id
            ? $"{kind}{JsonFields.Id(owner)}_{JsonFields.Id(id)}{(saved.Text("access_key") is { } key ? $"_{key}" : "")}"
            : throw NotTaken(saved);

    private static ChannelException NotTaken(JsonElement told) =>
        new(new(ChannelErrors.ContentRejected, told.Text("error"), told.Text("error_descr") ?? "VK did not take the file."));
}
