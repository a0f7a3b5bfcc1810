using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Updates;
using Sentralix.Connectors.Telegram.Wire;

namespace Sentralix.Connectors.Telegram.Sending;

/// <summary>What an answer says of a send. Telegram has no key under which it would drop a repetition, so what may have been taken is
/// never called untaken.</summary>
internal static class Outcomes
{
    public static SendOutcome Of(Answer answer) => answer switch
    {
        Answer.Ok ok when MessageId(ok.Result) is { } id => new SendOutcome.Sent(People.Id(id)),
        Answer.Ok => new SendOutcome.Unknown(Trouble.Network("Telegram took it, but named no message.")),
        Answer.Failed { Code: 400, MovedTo: { } moved } => new SendOutcome.Moved(new ChatThread(moved).ToString()),
        Answer.Failed { Code: 429 or 409 or >= 500 } failed => new SendOutcome.Again(Trouble.Of(failed), failed.RetryAfter),
        Answer.Failed failed => new SendOutcome.Refused(Trouble.Of(failed)),
        Answer.NotTaken turned => new SendOutcome.Again(Trouble.Of(turned), turned.RetryAfter),
        _ => new SendOutcome.Unknown(Trouble.Of(answer)),
    };

    private static long? MessageId(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("message_id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;
}
