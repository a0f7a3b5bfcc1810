using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>What an answer says of a send.</summary>
internal static class Outcomes
{
    // VK never says how long to wait. More calls than allowed are counted by the second; a flood to one person is forgiven after a while.
    private static readonly TimeSpan AfterTooMany = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFlood = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterQuota = TimeSpan.FromMinutes(10);

    /// <summary>Of the one receiver's answer.</summary>
    public static SendOutcome Of(Answer answer) => answer switch
    {
        Answer.Ok ok when MessageOf(ok.Response) is { } message => new SendOutcome.Sent(message),
        Answer.Ok => new SendOutcome.Unknown(Trouble.Network("VK took it, but named no message.")),
        Answer.Failed failed when Trouble.Passes(Trouble.Of(failed)) => new SendOutcome.Again(Trouble.Of(failed), Wait(failed.Code)),
        Answer.Failed failed => new SendOutcome.Refused(Trouble.Of(failed)),
        Answer.NotTaken turned => new SendOutcome.Again(Trouble.Of(turned), turned.RetryAfter),
        var lost => new SendOutcome.Unknown(Trouble.Of(lost)),
    };

    /// <summary>The message's number in its conversation; null: it is not told.</summary>
    public static string? MessageOf(JsonElement result) => result.Number("conversation_message_id") is { } number and > 0 ? JsonFields.Id(number) : null;

    /// <summary>The answer of the one receiver of a call with a list of them: it is a list too, and a refusal of the receiver stands in it.</summary>
    public static Answer Unwrapped(Answer answer)
    {
        if (answer is not Answer.Ok ok || ok.Response.ValueKind != JsonValueKind.Array || ok.Response.GetArrayLength() != 1) return answer;
        var result = ok.Response[0];
        return result.Object("error") is { } error ? new Answer.Failed((int)(error.Number("code") ?? 0), error.Text("description") ?? "") : new Answer.Ok(result);
    }

    private static TimeSpan? Wait(int code) => code switch
    {
        Trouble.TooManyCalls => AfterTooMany,
        Trouble.Flood => AfterFlood,
        Trouble.MethodQuota => AfterQuota,
        _ => null,
    };
}
