using System.Text.Json;
using Sentralix.Connectors.Max.Updates;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Looks in a chat's history for a segment whose outcome is not known.</summary>
internal static class History
{
    private const int PageLength = 100;

    // A send in doubt is looked for within minutes; a chat in which more was said since is not one that people read.
    private const int MostPages = 10;

    /// <returns>MAX's id of the message; null: it is not there.</returns>
    /// <exception cref="ChannelException">MAX refuses, or cannot be reached.</exception>
    public static async Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation)
    {
        if (!Sender.IsChat(order.Thread)) return null;
        var segment = Segment.Read(order.Content);
        var api = new MaxApi(access);
        var from = since.ToUnixTimeMilliseconds();
        (string Mid, long At, long Seq)? found = null;
        var to = (long?)null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.Call(HttpMethod.Get, $"messages?chat_id={order.Thread}&from={from}{(to is null ? "" : $"&to={to}")}&count={PageLength}", null, cancellation);
            if (answer is not Answer.Ok ok) throw new ChannelException(Trouble.OfChat(answer));
            var messages = ok.Result.Items("messages").ToArray();
            foreach (var message in messages)
            {
                if (Match(message, segment, access.Identity, from) is not { } match || order.Taken.Contains(match.Mid)) continue;

                // Messages of a conversation leave one after the other: of equal ones the latest is the one in doubt.
                if (found is not { } best || (match.At, match.Seq).CompareTo((best.At, best.Seq)) > 0) found = match;
            }

            // Where MAX begins with the newest, a match on a page is later than all on the next.
            var oldest = messages.Min(message => message.Number("timestamp"));
            if (found is not null || messages.Length < PageLength || oldest is null || oldest <= from || oldest == to) break;
            to = oldest;
        }

        return found?.Mid;
    }

    private static (string Mid, long At, long Seq)? Match(JsonElement message, Segment segment, string? bot, long from)
    {
        var sender = message.Object("sender");
        if (!People.IsBot(sender) || (bot is not null && People.Id(sender) != bot)) return null;
        if (message.Object("body") is not { } body || body.Text("mid") is not { } mid || message.Number("timestamp") is not { } at || at < from) return null;

        // Tokens of buttons are of one message only; where there are none, the words and the kind of media must do.
        var ours = (segment.Buttons ?? []).SelectMany(row => row).Select(button => button.Token).OfType<string>();
        var theirs = Buttons.Of(body).Select(button => button.Text("payload")).OfType<string>();
        if (!ours.SequenceEqual(theirs) || Words(body.Text("text")) != Words(segment.Text)) return null;
        var media = body.Items("attachments").Select(attachment => attachment.Text("type")).Where(type => type is "image" or "video" or "audio" or "file");
        string?[] sent = segment.FileId is null ? [] : [Uploads.KindOf(segment.Kind)];
        return media.SequenceEqual(sent) ? (mid, at, body.Number("seq") ?? 0) : null;
    }

    // MAX trims texts, and its formatting may move spaces and line ends about.
    private static string Words(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
