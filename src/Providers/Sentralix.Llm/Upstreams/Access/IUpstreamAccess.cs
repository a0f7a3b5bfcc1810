namespace Sentralix.Llm.Upstreams.Access;

/// <summary>How calls prove to a provider whose they are: a key that is always the same, or a token that has to be asked for and runs
/// out. One for each credential, shared by all of its calls.</summary>
internal interface IUpstreamAccess
{
    /// <summary>Puts the credentials on a request.</summary>
    /// <returns>Null: they are there. A fault: there are none to be had, and the request need not be sent.</returns>
    /// <exception cref="OperationCanceledException">The caller has gone. Everything else is a fault.</exception>
    ValueTask<UpstreamFault?> Apply(HttpRequestMessage request, CancellationToken cancellation);

    /// <summary>The provider has answered 401 to a request with these credentials.</summary>
    /// <returns>True: other ones are to be had, and the request is worth a second try, one.</returns>
    bool Renew(HttpRequestMessage refused);

    /// <summary>A provider's words without the secrets that they may repeat.</summary>
    string Masked(string words);

    /// <summary>Whether bytes hold one of the secrets.</summary>
    bool Reveals(ReadOnlySpan<byte> bytes);
}
