using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>What an answer says of a send. Avito drops no repetitions, so what may have been taken is never called untaken: its chat is read.</summary>
internal static class Outcomes
{
    // A firewall that turns an address away does not change its mind within seconds.
    private static readonly TimeSpan PageWait = TimeSpan.FromMinutes(1);

    public static SendOutcome Of(Answer answer) => answer switch
    {
        Answer.Ok ok when Json.Id(ok.Result, "id") is { } id => new SendOutcome.Sent(id),
        Answer.Ok => new SendOutcome.Unknown(Trouble.Network("Avito took it, but named no message.")),
        Answer.Failed { Status: 429 or < 400 } failed => new SendOutcome.Again(Trouble.Of(failed), failed.RetryAfter),
        Answer.Failed { Status: 404 } failed => new SendOutcome.Refused(Trouble.Of(failed) with { Code = ChannelErrors.RecipientUnreachable }),
        Answer.Failed failed => new SendOutcome.Refused(Trouble.Of(failed)),
        Answer.Page { Status: >= 300 and < 500 } page => new SendOutcome.Again(Trouble.Of(page), PageWait),
        Answer.NotTaken turned => turned.Error.Code is ChannelErrors.Network or ChannelErrors.RateLimited
            ? new SendOutcome.Again(turned.Error, turned.Wait)
            : new SendOutcome.Refused(turned.Error),
        _ => new SendOutcome.Unknown(Trouble.Of(answer)),
    };

    /// <summary>What the answer to a step before the send says of the send: nothing can be in the chat yet.</summary>
    public static SendOutcome OfStep(Answer answer) => Of(answer) switch
    {
        SendOutcome.Unknown unknown => new SendOutcome.Again(unknown.Error),
        SendOutcome.Sent => new SendOutcome.Again(Trouble.Network("Avito took the picture, but did not name it.")),
        var outcome => outcome,
    };
}
