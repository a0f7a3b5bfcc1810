using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>Pictures as Avito takes them: uploaded first, then sent by the id that the upload was given.</summary>
internal static class Pictures
{
    /// <summary>The largest, in bytes.</summary>
    public const int MaxBytes = 24 * 1024 * 1024;

    /// <summary>Whether Avito takes pictures of a kind.</summary>
    public static bool Takes(string? mimeType) => mimeType is "image/jpeg" or "image/png" or "image/gif" or "image/bmp" or "image/heic";

    /// <summary>The bytes; null: they are more than Avito takes. They are held in memory, because a call may have to be made twice.</summary>
    public static async Task<byte[]?> Read(OutgoingFile file, CancellationToken cancellation)
    {
        if (file.Length > MaxBytes) return null;
        using var bytes = new MemoryStream((int)(file.Length ?? 0));
        var block = new byte[64 * 1024];
        int read;
        while ((read = await file.Content.ReadAsync(block, cancellation)) > 0)
        {
            if (bytes.Length + read > MaxBytes) return null;
            bytes.Write(block, 0, read);
        }

        return bytes.ToArray();
    }

    public static MultipartFormDataContent Form(byte[] picture, string mimeType)
    {
        var content = new ByteArrayContent(picture);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mimeType);
        return new MultipartFormDataContent { { content, "uploadfile[]", $"picture.{mimeType["image/".Length..]}" } };
    }

    /// <summary>The id of what was uploaded: the one field of the answer.</summary>
    public static string? IdOf(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object) return null;
        using var fields = answer.EnumerateObject();
        return fields.MoveNext() ? fields.Current.Name : null;
    }
}
