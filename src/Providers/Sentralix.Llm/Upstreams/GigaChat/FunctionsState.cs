using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>GigaChat gives a call of a function no id, but a state that wants to be sent back with the function's result. Of an answer's
/// fields clients return the ids of tool calls and little else, and nothing is remembered here: so the state travels inside the id.</summary>
/// <remarks>Ids stay within OpenAI's 40 characters of letters, digits, <c>_</c> and <c>-</c>, because a conversation may go on at another
/// provider; a state that is no UUID, which GigaChat's all are, makes a longer one.</remarks>
internal static class FunctionsState
{
    private const string Bare = "call_";
    private const string WithUuid = "gcu_";
    private const string WithText = "gct_";
    private const int UuidLength = 22;
    private const int MarkLength = 12;
    private const int MaxState = 256;

    /// <summary>A call's id.</summary>
    /// <param name="state">The state; null: the answer has none.</param>
    /// <param name="call">Whose id makes this one unique.</param>
    /// <param name="choice">Which choice the call is of.</param>
    public static string ToId(string? state, ForeignCall call, long choice)
    {
        var mark = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.Id}/{choice}")))[..MarkLength];
        if (string.IsNullOrEmpty(state) || state.Length > MaxState) return $"{Bare}{mark}";
        // Only the usual way of writing it comes out again as it went in.
        return Guid.TryParseExact(state, "D", out var uuid) && uuid.ToString("D") == state
            ? $"{WithUuid}{Base64Url.EncodeToString(uuid.ToByteArray())}{mark}"
            : $"{WithText}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(state))}{mark}";
    }

    /// <summary>The state inside a call's id; null: there is none, as in the ids of other providers.</summary>
    public static string? FromId(string? id)
    {
        if (id is null || id.Length <= WithUuid.Length + MarkLength) return null;
        var inner = id.AsSpan(WithUuid.Length, id.Length - WithUuid.Length - MarkLength);
        if (!Base64Url.IsValid(inner)) return null;
        if (id.StartsWith(WithUuid, StringComparison.Ordinal) && inner.Length == UuidLength) return new Guid(Base64Url.DecodeFromChars(inner)).ToString("D");
        return id.StartsWith(WithText, StringComparison.Ordinal) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(inner)) : null;
    }
}
