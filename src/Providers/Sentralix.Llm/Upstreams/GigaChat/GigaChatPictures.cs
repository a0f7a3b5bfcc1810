using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Pictures;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>Pictures as GigaChat takes them: uploaded to the account's files, and named in a message's <c>attachments</c>. The limits are Sber's:
/// https://developers.sber.ru/docs/ru/gigachat/api/reference/rest/post-chat and …/post-file</summary>
internal sealed class GigaChatPictures : IPictureStore
{
    private const int MostInRequest = 10;
    private const int Megabytes = 15;

    // Tells what was uploaded from here from the account's other files.
    private const string Mark = "sentralix-";

    public int MaxBytes => Megabytes * 1024 * 1024;

    public string Path => "files";

    public string DeletePath(string id) => $"files/{Uri.EscapeDataString(id)}/delete";

    public IReadOnlyList<KeyValuePair<string, string>> Headers() => GigaChatDialect.Headers();

    public bool TryFind(ReadOnlySpan<byte> request, out IReadOnlyList<AskedPicture> pictures, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        (pictures, refusal) = ([], null);

        // Almost every request is told apart by this alone.
        if (request.IndexOf("image_url"u8) < 0) return true;
        var found = new List<AskedPicture>();
        try
        {
            refusal = Find(new RawJson(request)["messages"u8], found);
        }
        catch (JsonException)
        {
            refusal = Refuse.BrokenText();
        }

        pictures = found;
        return refusal is null;
    }

    /// <summary>How many pictures a message's content has.</summary>
    public static int Count(RawJson content)
    {
        var count = 0;
        foreach (var part in content.Items)
        {
            if (IsPicture(part)) count++;
        }

        return count;
    }

    public OpenAiError NotTaken(string param) => Refuse.UnsupportedValue(param, $"{GigaChatDialect.Name} takes pictures in JPEG, PNG, TIFF and BMP.");

    public HttpContent Form(Picture picture)
    {
        // Names between quotes, as browsers write them: .NET leaves them out.
        var bytes = new ByteArrayContent(picture.Bytes);
        bytes.Headers.ContentType = new MediaTypeHeaderValue(picture.MediaType);
        bytes.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{Mark}{picture.Hash[..16]}.{picture.MediaType["image/".Length..]}\"");
        var purpose = new ByteArrayContent("general"u8.ToArray());
        purpose.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"purpose\"");
        return new MultipartFormDataContent { bytes, purpose };
    }

    public string? IdOf(ReadOnlySpan<byte> answer) => JsonText.Holds(answer, JsonTokenType.StartObject) && new RawJson(answer)["id"u8] is { HasText: true } id ? id.MendedText() : null;

    public IReadOnlyList<(string Id, DateTimeOffset At)> Ours(ReadOnlySpan<byte> list)
    {
        if (!JsonText.Holds(list, JsonTokenType.StartObject)) return [];
        var ours = new List<(string, DateTimeOffset)>();
        foreach (var file in new RawJson(list)["data"u8].Items)
        {
            if (file["filename"u8].MendedText()?.StartsWith(Mark, StringComparison.Ordinal) != true) continue;
            if (file["id"u8].MendedText() is { Length: > 0 } id && file["created_at"u8].ProtobufInteger() is > 0 and < uint.MaxValue and { } at) ours.Add((id, DateTimeOffset.FromUnixTimeSeconds(at)));
        }

        return ours;
    }

    public bool IsGone(UpstreamFault fault) =>
        fault.Status is 400 or 404 or 422 && (fault.Detail.Contains("file", StringComparison.OrdinalIgnoreCase) || fault.Detail.Contains("attachment", StringComparison.OrdinalIgnoreCase));

    private static bool IsPicture(RawJson part) => part["type"u8].Is("image_url"u8);

    private OpenAiError? Find(RawJson messages, List<AskedPicture> found)
    {
        var items = messages.Items;
        while (items.MoveNext())
        {
            // What is shown by anyone else is refused where the message is written.
            if (!items.Current["role"u8].Is("user"u8)) continue;
            var content = items.Current["content"u8];
            if (Count(content) is var count && count > 1)
                return Unsupported.Value(GigaChatDialect.Name, $"messages[{items.Index}].content", "can hold one picture only: send each in a message of its own");
            if (count == 0) continue;
            var parts = content.Items;
            while (parts.MoveNext())
            {
                if (IsPicture(parts.Current) && Find(ChatPart.Read(parts.Current).ImageUrl, $"messages[{items.Index}].content[{parts.Index}].image_url.url", found) is { } refusal) return refusal;
            }
        }

        return found.Count > MostInRequest ? Unsupported.Value(GigaChatDialect.Name, "messages", $"can hold at most {MostInRequest} pictures") : null;
    }

    private OpenAiError? Find(RawJson address, string param, List<AskedPicture> found)
    {
        if (!address.IsString) return Refuse.InvalidValue(param, "An image needs its address.");
        var url = address.Unescaped();
        if (DataUrl.Is(url)) return FindInside(url, param, found);
        if (!Uri.TryCreate(Encoding.UTF8.GetString(url), UriKind.Absolute, out var elsewhere) || (elsewhere.Scheme != Uri.UriSchemeHttps && elsewhere.Scheme != Uri.UriSchemeHttp))
            return Refuse.UnsupportedValue(param, $"{GigaChatDialect.Name} takes images from http and https addresses and inside the request, in base64.");
        found.Add(new AskedPicture(param, null, elsewhere));
        return null;
    }

    private OpenAiError? FindInside(ReadOnlySpan<byte> url, string param, List<AskedPicture> found)
    {
        if (!DataUrl.TryRead(url, out var inside)) return Refuse.InvalidValue(param, "An image inside the request must be in base64.");
        if (Base64.GetMaxDecodedFromUtf8Length(inside.Base64.Length) > MaxBytes + 2)
            return Refuse.UnsupportedValue(param, $"{GigaChatDialect.Name} takes pictures of at most {Megabytes} MB.");
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(inside.Base64.Length)];
        if (Base64.DecodeFromUtf8(inside.Base64, bytes, out _, out var length) != OperationStatus.Done) return Refuse.InvalidValue(param, "The image is not in base64.");
        if (Picture.Of(bytes[..length]) is not { } picture) return NotTaken(param);
        found.Add(new AskedPicture(param, picture, null));
        return null;
    }
}
