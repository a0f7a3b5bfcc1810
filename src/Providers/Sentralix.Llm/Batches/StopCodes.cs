namespace Sentralix.Llm.Batches;

/// <summary>Why lines of a batch were not asked.</summary>
internal static class StopCodes
{
    public const string Expired = "batch_expired";
    public const string Cancelled = "batch_cancelled";
    public const string KeyRevoked = "key_revoked";

    public static string Message(string code) => code switch
    {
        Expired => "This request could not be executed before the completion window expired.",
        Cancelled => "The batch was cancelled before this request was executed.",
        KeyRevoked => "The API key that made the batch was revoked or has expired before this request was executed.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
