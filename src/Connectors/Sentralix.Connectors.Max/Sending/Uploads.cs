using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Brings files to MAX. What was uploaded is remembered: it is processed for a while before it can be sent, and the tries until
/// then send the same upload.</summary>
internal sealed class Uploads(OpenOutgoingFile? files)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(string Connection, string File, string Kind), NewAttachment> done = new();

    /// <summary>MAX's type of an attachment for a part; null: it takes no such part.</summary>
    public static string? KindOf(string part) => part switch
    {
        PartTypes.Image or PartTypes.Sticker => "image",
        PartTypes.Video or PartTypes.Animation => "video",
        PartTypes.Audio or PartTypes.Voice => "audio",
        PartTypes.File => "file",
        _ => null,
    };

    /// <summary>The attachment for a segment's file, or why there is none. Nothing was sent to anybody yet.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before anything was written.</exception>
    public async Task<(NewAttachment? Attachment, SendOutcome? Failure)> Put(MaxApi api, string connection, Segment segment, CancellationToken cancellation)
    {
        if (segment.FileId is not { } id || KindOf(segment.Kind) is not { } kind || files is null) return (null, Gone);
        if (done.TryGetValue((connection, id, kind), out var known)) return (known, null);
        if (await files(connection, id, cancellation) is not { } file) return (null, Gone);
        await using (file)
        {
            var opened = await api.Call(HttpMethod.Post, $"uploads?type={kind}", new Dictionary<string, string>(), cancellation);
            if (opened is not Answer.Ok ok) return (null, Outcomes.OfPreparation(opened));
            if (api.Outside(ok.Result.Text("url")) is not { } to) return (null, new SendOutcome.Again(Trouble.Network("MAX named no address to upload to.")));
            var brought = await api.Bring(to, Form(segment.FileName ?? file.Name, file), cancellation);
            if (brought is not Exchange.Answered { Status: >= 200 and <= 299 } taken) return (null, Outcomes.OfPreparation(api.AnswerOf(brought)));
            if (Payload(ok.Result.Text("token"), taken.Body) is not { } payload) return (null, new SendOutcome.Again(Trouble.Network("MAX took the file, but did not name it.")));
            if (done.Count >= Most) done.Clear();
            return (done[(connection, id, kind)] = new(kind, payload), null);
        }
    }

    /// <summary>An upload that MAX does not know any more.</summary>
    public bool Forget(string connection, Segment segment) => segment.FileId is { } id && KindOf(segment.Kind) is { } kind && done.TryRemove((connection, id, kind), out _);

    private static SendOutcome.Refused Gone => new(new(ChannelErrors.ContentRejected, null, "The file to be sent is not there any more."));

    private static MultipartFormDataContent Form(string name, OutgoingFile file)
    {
        var bytes = new StreamContent(file.Content);
        bytes.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.MimeType, out var type) ? type : new("application/octet-stream");
        bytes.Headers.ContentLength = file.Length;

        // Names go in plain UTF-8 between quotes, as browsers write them; headers are written byte by byte as Latin-1.
        var clean = string.Concat(name.Select(letter => letter is '"' or '\\' or '/' || char.IsControl(letter) ? '_' : letter));
        bytes.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"data\"; filename=\"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(clean))}\"");
        return new MultipartFormDataContent { bytes };
    }

    // Videos and sounds have their token before their bytes; of pictures and files the upload's answer names it.
    private static object? Payload(string? token, byte[] answer)
    {
        if (token is not null) return new Dictionary<string, string> { ["token"] = token };
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.Object("photos") is { } photos) return new Dictionary<string, JsonElement> { ["photos"] = photos.Clone() };
            return json.RootElement.Text("token") is { } named ? new Dictionary<string, string> { ["token"] = named } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
