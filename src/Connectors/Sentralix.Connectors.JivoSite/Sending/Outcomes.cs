using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>What an answer says of a send. Whether Jivo drops a repetition under the same id is not known, so what may have been taken is
/// never called untaken.</summary>
internal static class Outcomes
{
    private const int LongestWords = 500;

    /// <param name="exchange">What came of the call.</param>
    /// <param name="id">The message's id: ours, for Jivo tells none.</param>
    /// <param name="redact">Takes the token out of words.</param>
    public static SendOutcome Of(Exchange exchange, string id, Func<string, string> redact) => exchange switch
    {
        Exchange.Answered answered => Of(answered, Complaint(answered.Body, redact), id),
        Exchange.NotSent notSent => new SendOutcome.Again(Network(notSent.Words)),
        Exchange.Lost lost => new SendOutcome.Unknown(Network(lost.Words)),
        _ => throw new InvalidOperationException("A call has no other outcomes."),
    };

    private static SendOutcome Of(Exchange.Answered answer, (string? Code, string? Words)? complaint, string id)
    {
        // A page for people is not from Jivo's API: a server before it speaks.
        var isPage = answer.Body.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("<"u8);
        ChannelError Error(string code) => new(code, complaint?.Code ?? answer.Status.ToString(CultureInfo.InvariantCulture), complaint?.Words ?? $"HTTP {answer.Status}.");

        return answer.Status switch
        {
            >= 200 and < 300 when !isPage && complaint is null => new SendOutcome.Sent(id),
            >= 200 and < 300 => new SendOutcome.Unknown(Error(ChannelErrors.Network)),
            429 => new SendOutcome.Again(Error(ChannelErrors.RateLimited), answer.RetryAfter),

            // Somebody gave up waiting for what may still be done.
            408 or 504 => new SendOutcome.Unknown(Error(ChannelErrors.Network)),
            >= 500 when complaint is not null => new SendOutcome.Again(Error(ChannelErrors.Network), answer.RetryAfter),
            >= 500 => new SendOutcome.Unknown(Error(ChannelErrors.Network)),
            < 400 => new SendOutcome.Again(Error(ChannelErrors.Network)),
            _ when isPage => new SendOutcome.Again(Error(ChannelErrors.Network), answer.RetryAfter),
            _ => new SendOutcome.Refused(Error(CodeOf(answer.Status, complaint?.Code))),
        };
    }

    // The address is the credential: a wrong one and an unknown one are the same trouble.
    private static string CodeOf(int status, string? code) => (status, code) switch
    {
        (401 or 404, _) or (_, "invalid_client" or "unauthorized_client") => ChannelErrors.Unauthorized,
        (402 or 403, _) => ChannelErrors.Suspended,
        _ => ChannelErrors.ContentRejected,
    };

    /// <summary>A refusal in Jivo's form; null: it is none.</summary>
    private static (string? Code, string? Words)? Complaint(ReadOnlyMemory<byte> body, Func<string, string> redact)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.Object("error") is not { } error) return null;
            var words = error.Text("message") is { } said ? redact(said) : null;
            return (error.Id("code"), words is { Length: > LongestWords } ? words[..LongestWords] : words);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ChannelError Network(string words) => new(ChannelErrors.Network, null, words);
}
