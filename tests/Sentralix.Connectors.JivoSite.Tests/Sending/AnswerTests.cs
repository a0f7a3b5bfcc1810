using System.Text;
using Sentralix.Connectors.JivoSite.Sending;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Sending;

/// <summary>Answers that the stand-in does not give.</summary>
public sealed class AnswerTests
{
    private const string Token = "K7pQ2vX9mT4cR8wZ1nB6yD";

    [Theory]
    [InlineData(200, "", typeof(SendOutcome.Sent))]
    [InlineData(200, "OK", typeof(SendOutcome.Sent))]
    [InlineData(200, " \n<html>Sign in to the network</html>", typeof(SendOutcome.Unknown))]
    [InlineData(200, """{"error":{"code":"invalid_request","message":"?"}}""", typeof(SendOutcome.Unknown))]
    [InlineData(302, "", typeof(SendOutcome.Again))]
    [InlineData(400, "", typeof(SendOutcome.Refused))]
    [InlineData(403, "<html>Blocked</html>", typeof(SendOutcome.Again))]
    [InlineData(408, "", typeof(SendOutcome.Unknown))]
    [InlineData(429, "<html>Slow down</html>", typeof(SendOutcome.Again))]
    [InlineData(500, "", typeof(SendOutcome.Unknown))]
    [InlineData(502, """{"error":{"code":"overloaded","message":"Later"}}""", typeof(SendOutcome.Again))]
    [InlineData(502, "<html>Bad Gateway</html>", typeof(SendOutcome.Unknown))]
    [InlineData(504, """{"error":{"code":"timeout","message":"?"}}""", typeof(SendOutcome.Unknown))]
    public void An_answer_is_trusted_as_far_as_it_is_Jivos(int status, string body, Type outcome) => Assert.IsType(outcome, Of(status, body));

    [Fact]
    public void A_token_in_Jivos_words_is_not_passed_on()
    {
        var refused = Assert.IsType<SendOutcome.Refused>(Of(401, $$$"""{"error":{"code":"unauthorized_client","message":"{{{Token}}} is wrong"}}"""));

        Assert.Equal((ChannelErrors.Unauthorized, "unauthorized_client", "*** is wrong"), (refused.Error.Code, refused.Error.ChannelCode, refused.Error.Message));
    }

    [Fact]
    public void What_the_network_knows_decides_where_nobody_answered()
    {
        Assert.IsType<SendOutcome.Again>(Outcomes.Of(new Exchange.NotSent("refused"), "id", w => w));
        Assert.IsType<SendOutcome.Unknown>(Outcomes.Of(new Exchange.Lost("cut"), "id", w => w));
    }

    private static SendOutcome Of(int status, string body) =>
        Outcomes.Of(new Exchange.Answered(status, Encoding.UTF8.GetBytes(body), null), "id", words => words.Replace(Token, "***", StringComparison.Ordinal));
}
