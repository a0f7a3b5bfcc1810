namespace Sentralix.Llm.Upstreams.Access;

/// <summary>A token that runs out.</summary>
/// <remarks>A class and not a record: a record would print it.</remarks>
internal sealed class AccessToken(string value, DateTimeOffset expiresAt)
{
    public string Value => value;

    public DateTimeOffset ExpiresAt => expiresAt;
}

/// <summary>What came of asking for a token: one of the two.</summary>
internal sealed class TokenOutcome
{
    private TokenOutcome(AccessToken? token, FaultCode code, string words)
    {
        Token = token;
        Code = code;
        Words = words;
    }

    public AccessToken? Token { get; }

    /// <summary>Why there is none.</summary>
    public FaultCode Code { get; }

    /// <summary>The same for people, without secrets.</summary>
    public string Words { get; }

    public static TokenOutcome Of(AccessToken token) => new(token, default, "");

    public static TokenOutcome Failed(FaultCode code, string words) => new(null, code, words);
}

/// <summary>A place that gives tokens.</summary>
internal interface ITokenIssuer
{
    /// <summary>What proves to the place who asks; kept out of errors and logs.</summary>
    IEnumerable<string> Secrets { get; }

    /// <summary>Asks for a token.</summary>
    /// <exception cref="OperationCanceledException">It took too long. Everything else is an outcome.</exception>
    Task<TokenOutcome> Issue(CancellationToken cancellation);
}
