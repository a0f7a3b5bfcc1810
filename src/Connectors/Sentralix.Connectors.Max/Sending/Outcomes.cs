using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>What an answer says of a send. MAX has no key under which it would drop a repetition, but its history can be read: where it is
/// in doubt whether a message was taken, looking is cheaper than saying it twice.</summary>
internal static class Outcomes
{
    // MAX counts by the second.
    private static readonly TimeSpan TooManyWait = TimeSpan.FromSeconds(1);

    public static SendOutcome Of(Answer answer) => answer switch
    {
        Answer.Ok ok when Mid(ok) is { } mid => new SendOutcome.Sent(mid),
        Answer.Ok => new SendOutcome.Unknown(Trouble.Network("MAX took it, but named no message.")),
        Answer.Failed { Status: 429 } failed => new SendOutcome.Again(Trouble.OfChat(failed), failed.RetryAfter ?? TooManyWait),
        Answer.Failed { Code: Trouble.NotReady } or Answer.Failed { Status: 503 } => new SendOutcome.Again(Trouble.OfChat(answer)),
        Answer.Failed { Status: >= 500 } => new SendOutcome.Unknown(Trouble.OfChat(answer)),
        Answer.Failed => new SendOutcome.Refused(Trouble.OfChat(answer)),
        Answer.NotTaken turned => new SendOutcome.Again(Trouble.OfChat(turned), turned.RetryAfter ?? (turned.Status == 429 ? TooManyWait : null)),
        _ => new SendOutcome.Unknown(Trouble.OfChat(answer)),
    };

    /// <summary>Of what comes before a message: nothing was said yet, so nothing is in doubt.</summary>
    public static SendOutcome OfPreparation(Answer answer) => Of(answer) switch
    {
        SendOutcome.Unknown unknown => new SendOutcome.Again(unknown.Error),
        var outcome => outcome,
    };

    private static string? Mid(Answer.Ok ok) => ok.Result.Object("message")?.Object("body")?.Text("mid");
}
