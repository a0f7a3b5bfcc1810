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

    /// <summary>The form. Disposing it disposes the file's stream.</summary>
    public static MultipartFormDataContent Form(ChatThread thread, Segment segment, string field, OutgoingFile file, InlineKeyboardMarkup? keyboard)
    {
        var form = new MultipartFormDataContent { { new StringContent(thread.Chat.ToString(CultureInfo.InvariantCulture)), "chat_id" } };
        if (thread.Topic is { } topic) form.Add(new StringContent(topic.ToString(CultureInfo.InvariantCulture)), "message_thread_id");
        if (thread.Business is { } business) form.Add(new StringContent(business), "business_connection_id");
        if (segment.Text is { } caption) form.Add(new StringContent(caption), "caption");
        if (Spans.Write(segment.Spans) is { } entities) form.Add(new StringContent(JsonSerializer.Serialize(entities, JsonBotAPI.Options)), "caption_entities");
        if (keyboard is not null) form.Add(new StringContent(JsonSerializer.Serialize(keyboard, JsonBotAPI.Options)), "reply_markup");

        var bytes = new StreamContent(file.Content);
        bytes.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.MimeType, out var type) ? type : new("application/octet-stream");
        bytes.Headers.ContentLength = file.Length;

        // Telegram reads names in plain UTF-8 between quotes, as browsers write them.
        var name = string.Concat((segment.FileName ?? file.Name).Select(letter => letter is '"' or '\\' or '/' || char.IsControl(letter) ? '_' : letter));
        bytes.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"; filename=\"{Latin(name)}\"");
        form.Add(bytes);
        return form;
    }

    // Headers are written byte by byte as Latin-1, so the bytes of the UTF-8 name go through unharmed.
    private static string Latin(string name) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(name));
}
