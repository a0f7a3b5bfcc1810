using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>Sends a segment and says what became of it.</summary>
internal sealed class Sender(AccessTokens tokens, OpenOutgoingFile? files, TimeProvider clock)
{
    /// <summary>How long after it was sent a message can be deleted.</summary>
    public static readonly TimeSpan DeletableFor = TimeSpan.FromHours(1);

    public async Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation)
    {
        var segment = Segment.Read(order.Content);
        if (segment.Text is null && segment.FileId is null) return Rejected("The segment is neither a text nor a picture.");
        if (access.Identity is null) return NoAccount();
        var api = new AvitoApi(access, tokens, clock);
        var messages = $"{AvitoAddress.Chat(access, 1, order.Thread)}/messages";
        return segment.Text is { } text
            ? await Judge(access, api, order.Thread, await api.Call(HttpMethod.Post, messages, new { type = "text", message = new { text } }, cancellation), cancellation)
            : await SendPicture(access, api, order, segment.FileId!, $"{messages}/image", cancellation);
    }

    /// <summary>Takes back what was sent. It stays in the chat as deleted.</summary>
    public async Task<SendOutcome> Delete(Access access, string chat, string message, CancellationToken cancellation)
    {
        if (access.Identity is null) return NoAccount();
        var api = new AvitoApi(access, tokens, clock);
        var answer = await api.Call(HttpMethod.Post, $"{AvitoAddress.Chat(access, 1, chat)}/messages/{Uri.EscapeDataString(message)}", null, cancellation);
        return answer switch
        {
            // What is gone is deleted.
            Answer.Ok or Answer.Failed { Status: 404 } => new SendOutcome.Sent(message),
            Answer.Failed { Status: 400 } old => new SendOutcome.Refused(Trouble.Of(old) with { Code = ChannelErrors.DeleteWindowClosed }),
            _ => await Judge(access, api, chat, answer, cancellation),
        };
    }

    private async Task<SendOutcome> SendPicture(Access access, AvitoApi api, SendOrder order, string fileId, string path, CancellationToken cancellation)
    {
        if (files is null || await files(access.ConnectionId, fileId, cancellation) is not { } file) return Rejected("The picture to be sent is not there any more.");
        byte[]? picture;
        await using (file)
        {
            if (!Pictures.Takes(file.MimeType)) return Rejected($"Avito takes pictures as JPEG, PNG, GIF, BMP and HEIC, and not '{file.MimeType}'.");
            picture = await Pictures.Read(file, cancellation);
        }

        if (picture is null) return Rejected($"Avito takes pictures of at most {Pictures.MaxBytes} bytes.");
        var uploaded = await api.Call(HttpMethod.Post, $"{AvitoAddress.Account(access, 1)}/uploadImages", () => Pictures.Form(picture, file.MimeType), AvitoApi.UploadTime, cancellation);
        if (uploaded is not Answer.Ok ok || Pictures.IdOf(ok.Result) is not { } image) return Outcomes.OfStep(uploaded);

        // Bytes have left, so this is not stopped any more.
        return await Judge(access, api, order.Thread, await api.Call(HttpMethod.Post, path, new { image_id = image }, CancellationToken.None), CancellationToken.None);
    }

    // A 403 does not say whether it is about the account or about this chat, which may have been closed to us. If the account may read the
    // chat, the connection is well and only this contact cannot be written to.
    private static async Task<SendOutcome> Judge(Access access, AvitoApi api, string chat, Answer answer, CancellationToken cancellation)
    {
        if (answer is not Answer.Failed { Status: 403 } refused || Trouble.IsOfTariff(refused)) return Outcomes.Of(answer);
        return await api.Call(HttpMethod.Get, AvitoAddress.Chat(access, 2, chat), null, cancellation) switch
        {
            Answer.Ok or Answer.Failed { Status: 404 } => new SendOutcome.Refused(Trouble.Of(refused) with { Code = ChannelErrors.RecipientUnreachable }),
            Answer.Failed { Status: 401 or 402 or 403 } account => new SendOutcome.Refused(Trouble.Of(account)),
            var inconclusive => new SendOutcome.Again(Trouble.Of(inconclusive)),
        };
    }

    private static SendOutcome.Refused NoAccount() => new(new ChannelError(ChannelErrors.Unauthorized, null, "It is not known yet which account the key belongs to."));

    private static SendOutcome.Refused Rejected(string words) => new(new ChannelError(ChannelErrors.ContentRejected, null, words));
}
