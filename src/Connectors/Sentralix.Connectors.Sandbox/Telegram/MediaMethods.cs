using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Files to the bot and from it.</summary>
internal static class MediaMethods
{
    private const int Mebibyte = 1024 * 1024;
    private const int LargestDownload = 20 * Mebibyte;
    private const int LargestPhoto = 10 * Mebibyte;
    private const int LargestUpload = 50 * Mebibyte;

    public static async ValueTask<ApiAnswer> Send(Call call, string kind)
    {
        if (Caption(call.Arguments, out var caption) is { } captionRefusal) return captionRefusal;
        if (call.Chat(out _) is { } chatRefusal) return chatRefusal;
        var (file, refusal) = await File(call, kind, call.Arguments.Text(kind), call.Arguments.File(kind));
        if (refusal is not null) return refusal;
        var duration = (int)(call.Arguments.Number("duration") ?? 0);
        return SendMethods.Post(call, caption.Text, message => message with { Content = MediaContent.Of(file!, duration), Caption = caption });
    }

    public static async ValueTask<ApiAnswer> SendMediaGroup(Call call)
    {
        if (!call.Arguments.Structure("media", out var given) || given is not { ValueKind: JsonValueKind.Array } media) return ApiAnswer.Bad("can't parse media JSON object");
        if (media.GetArrayLength() is < 2 or > 10) return ApiAnswer.Bad("wrong number of media in album: it must have from 2 to 10 items");
        if (call.Chat(out var chat) is { } chatRefusal) return chatRefusal;
        if (call.Reply(chat, out var replyTo) is { } replyRefusal) return replyRefusal;
        var items = new List<MediaItem>();
        foreach (var one in media.EnumerateArray())
        {
            var (item, refusal) = await Item(call, one);
            if (refusal is not null) return refusal;
            items.Add(item!);
        }

        // Documents and audio go only with their own kind.
        foreach (var alone in (string[])["document", "audio", "animation"])
        {
            var count = items.Count(item => item.Kind == alone);
            if (alone is "animation" ? count > 0 : count > 0 && count < items.Count) return ApiAnswer.Bad($"{alone} can't be mixed with other media types");
        }

        if (call.Count(chat, items.Count) is { } tooMany) return tooMany;
        var messages = new List<Message>();
        lock (chat.Gate)
        {
            var group = call.Bot.NextMediaGroup();
            foreach (var item in items)
            {
                var message = new Message { Id = chat.NextId(), Chat = chat, Date = call.Bot.Now(), Content = item.Content, Caption = item.Caption, MediaGroup = group, ReplyTo = replyTo };
                chat.Put(message);
                messages.Add(message);
                call.Bot.Witness(call, chat, message.Id.ToString(CultureInfo.InvariantCulture), item.Caption.Text);
            }

            chat.Draft = null;
        }

        return ApiAnswer.Result(json =>
        {
            json.WriteStartArray();
            foreach (var message in messages) message.Write(json);
            json.WriteEndArray();
        });
    }

    public static ApiAnswer GetFile(Call call)
    {
        if (call.Bot.Files.Find(call.Arguments.Text("file_id") ?? "") is not { } file) return ApiAnswer.Bad("wrong file_id or the file is temporarily unavailable");
        if (file.Content.Length > LargestDownload) return ApiAnswer.Bad("file is too big");
        call.Bot.Files.OpenAddress(file, call.Bot.Clock.GetUtcNow());
        return ApiAnswer.Result(json =>
        {
            json.WriteStartObject();
            file.WriteIds(json);
            json.WriteString("file_path", file.Path);
            json.WriteEndObject();
        });
    }

    public static ApiAnswer? Caption(Arguments arguments, out FormattedText caption)
    {
        if (FormattedText.Read(arguments, "caption", "caption_entities", out caption) is { } refusal) return refusal;
        return caption.Text.Length > SendMethods.LongestCaption ? ApiAnswer.Bad("message caption is too long") : null;
    }

    /// <summary>One <c>InputMedia</c>.</summary>
    public static async Task<(MediaItem? Item, ApiAnswer? Refusal)> Item(Call call, JsonElement media)
    {
        if (media.ValueKind is not JsonValueKind.Object) return (null, ApiAnswer.Bad("can't parse InputMedia: expected an Object"));
        var inner = Arguments.Of(media);
        if (inner.Text("type") is not ("photo" or "video" or "audio" or "document" or "animation")) return (null, ApiAnswer.Bad("can't parse InputMedia: invalid type"));
        if (Caption(inner, out var caption) is { } captionRefusal) return (null, captionRefusal);
        var kind = inner.Text("type")!;
        var (file, refusal) = await File(call, kind, inner.Text("media"), null);
        return refusal is not null ? (null, refusal) : (new MediaItem(kind, MediaContent.Of(file!, (int)(inner.Number("duration") ?? 0)), caption), null);
    }

    private static async Task<(StoredFile? File, ApiAnswer? Refusal)> File(Call call, string kind, string? said, IFormFile? upload)
    {
        if ((upload ?? call.Arguments.Attached(said ?? "")) is { } sent)
        {
            var content = new byte[sent.Length];
            await using var stream = sent.OpenReadStream();
            await stream.ReadExactlyAsync(content, call.Aborted);
            return Take(call, kind, content, sent.FileName, sent.ContentType);
        }

        if (string.IsNullOrEmpty(said)) return (null, ApiAnswer.Bad($"there is no {kind} in the request"));
        if (said.StartsWith("http://", StringComparison.Ordinal) || said.StartsWith("https://", StringComparison.Ordinal))
        {
            var (content, mime, refusal) = await WebFile.Fetch(call.Bot.StandIn.Home, said, kind, call.Aborted);
            return refusal is not null ? (null, refusal) : Take(call, kind, content, Path.GetFileName(new Uri(said).AbsolutePath), mime);
        }

        if (call.Bot.Files.Find(said) is not { } there) return (null, ApiAnswer.Bad("wrong file identifier/HTTP URL specified"));
        return there.Kind == kind ? (there, null) : (null, ApiAnswer.Bad($"can't use file of type {there.Kind} as {kind}"));
    }

    private static (StoredFile? File, ApiAnswer? Refusal) Take(Call call, string kind, byte[] content, string? name, string? mime)
    {
        if (content.Length == 0) return (null, ApiAnswer.Bad("file must be non-empty"));
        if (content.Length > LargestUpload) return (null, ApiAnswer.Refuse(413, "Request Entity Too Large"));
        if (kind is "photo")
        {
            if (content.Length > LargestPhoto) return (null, ApiAnswer.Bad($"file of size {content.Length} bytes is too big for a photo; the maximum size is {LargestPhoto} bytes"));
            if (Picture.Size(content) is not var (width, height)) return (null, ApiAnswer.Bad("IMAGE_PROCESS_FAILED"));
            if (width + height > 10000 || Math.Max(width, height) > 20 * Math.Min(width, height)) return (null, ApiAnswer.Bad("PHOTO_INVALID_DIMENSIONS"));
        }

        if (kind is "voice" && !Picture.IsVoice(content)) kind = "document";
        return (call.Bot.Files.Add(kind, content, name, mime), null);
    }
}

/// <summary>One file of an album.</summary>
internal sealed record MediaItem(string Kind, IReadOnlyList<(string Name, string Json)> Content, FormattedText Caption);
