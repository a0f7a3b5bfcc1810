using System.Security.Cryptography;
using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>The short tokens that stand for buttons in channels, and the values behind them.</summary>
internal static class ButtonBook
{
    /// <summary>A token for every button. It is derived, so that the same message composed again is the same; an edit's buttons are others than
    /// those before, because a press of these may still be on its way.</summary>
    public static List<ButtonToken> Tokens(OutboundMessage body, string? commandId = null)
    {
        var place = 0;
        return [.. ButtonOrder.Of(body).Select(button => new ButtonToken(button, Token(body, place++, commandId)))];
    }

    /// <summary>Remembers what the tokens stand for.</summary>
    public static void Remember(MessagingDbContext db, OutboundMessage body, IReadOnlyList<ButtonToken> buttons, DateTimeOffset now)
    {
        var place = 0;
        foreach (var (button, token) in buttons)
        {
            db.Buttons.Add(new ButtonRow
            {
                Token = token,
                ConversationId = body.ConversationId,
                MessageId = body.MessageId,
                Place = button.Url is null ? ++place : 0,
                Label = button.Label,
                Value = button.Value?.GetRawText(),
                AnswerWithinMs = body.Keyboard?.AnswerWithinMs,
                CreatedAt = now,
            });
        }
    }

    // 96 bits that nobody can guess without knowing the message's id, in 16 characters: every channel's button has room for them.
    private static string Token(OutboundMessage body, int place, string? commandId)
    {
        var name = $"{body.MessageId}|{body.ConversationId}|{place}{(commandId is null ? "" : $"|{commandId}")}";
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 12).Replace('+', '-').Replace('/', '_');
    }
}
