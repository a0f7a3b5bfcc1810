using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Updates;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot;
using Telegram.Bot.Types.ReplyMarkups;

namespace Sentralix.Connectors.Telegram.Sending;

/// <summary>Media as Telegram takes them: a form with the bytes.</summary>
internal static class MediaUpload
{
    /// <summary>The method that sends media of a kind, and the name of the bytes in its form; null: there is none.</summary>
    public static (string Method, string Field)? MethodOf(string kind) => kind switch
    {
        PartTypes.Image => ("sendPhoto", "photo"),
        PartTypes.Video => ("sendVideo", "video"),
        PartTypes.Audio => ("sendAudio", "audio"),
        PartTypes.Voice => ("sendVoice", "voice"),
        PartTypes.Animation => ("sendAnimation", "animation"),
        PartTypes.Sticker => ("sendSticker", "sticker"),
        PartTypes.File => ("sendDocument", "document"),
        _ => null,
    };

    /// <summary>Telegram's type of media that can take another's place; null: media of this kind stay what they are.</summary>
    public static string? TypeOf(string kind) => kind switch
    {
        PartTypes.Image => "photo",
        PartTypes.Video => "video",
        PartTypes.Audio => "audio",
        PartTypes.Animation => "animation",
        PartTypes.File => "document",
        _ => null,
    };

    /// <summary>The form of media that take the place of others. Disposing it disposes the file's stream.</summary>
    public static MultipartFormDataContent Replacement(ChatThread thread, int message, Segment segment, string type, OutgoingFile file, InlineKeyboardMarkup? keyboard)
    {
        const string Field = "replacement";
        var media = new Dictionary<string, object> { ["type"] = type, ["media"] = $"attach://{Field}" };
        if (segment.Text is { } caption) media["caption"] = caption;
        if (Spans.Write(segment.Spans) is { } entities) media["caption_entities"] = entities;
        var form = new MultipartFormDataContent
        {
            { new StringContent(thread.Chat.ToString(CultureInfo.InvariantCulture)), "chat_id" },
            { new StringContent(message.ToString(CultureInfo.InvariantCulture)), "message_id" },
            { new StringContent(JsonSerializer.Serialize(media, JsonBotAPI.Options)), "media" },
        };
        if (thread.Business is { } business) form.Add(new StringContent(business), "business_connection_id");
        if (keyboard is not null) form.Add(new StringContent(JsonSerializer.Serialize(keyboard, JsonBotAPI.Options)), "reply_markup");
        form.Add(Bytes(segment, Field, file));
        return form;
    }

    /// <summary>The form. Disposing it disposes the file's stream.</summary>
    public static MultipartFormDataContent Form(ChatThread thread, Segment segment, string field, OutgoingFile file, InlineKeyboardMarkup? keyboard)
    {
        var form = new MultipartFormDataContent { { new StringContent(thread.Chat.ToString(CultureInfo.InvariantCulture)), "chat_id" } };
        if (thread.Topic is { } topic) form.Add(new StringContent(topic.ToString(CultureInfo.InvariantCulture)), "message_thread_id");
        if (thread.Business is { } business) form.Add(new StringContent(business), "business_connection_id");
        if (segment.Text is { } caption) form.Add(new StringContent(caption), "caption");
        if (Spans.Write(segment.Spans) is { } entities) form.Add(new StringContent(JsonSerializer.Serialize(entities, JsonBotAPI.Options)), "caption_entities");
        if (keyboard is not null) form.Add(new StringContent(JsonSerializer.Serialize(keyboard, JsonBotAPI.Options)), "reply_markup");
        form.Add(Bytes(segment, field, file));
        return form;
    }

    private static StreamContent Bytes(Segment segment, string field, OutgoingFile file)
    {
        var bytes = new StreamContent(file.Content);
        bytes.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.MimeType, out var type) ? type : new("application/octet-stream");
        bytes.Headers.ContentLength = file.Length;

        // Telegram reads names in plain UTF-8 between quotes, as browsers write them.
        var name = string.Concat((segment.FileName ?? file.Name).Select(letter => letter is '"' or '\\' or '/' || char.IsControl(letter) ? '_' : letter));
        bytes.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"; filename=\"{Latin(name)}\"");
        return bytes;
    }

    // Headers are written byte by byte as Latin-1, so the bytes of the UTF-8 name go through unharmed.
    private static string Latin(string name) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(name));
}
