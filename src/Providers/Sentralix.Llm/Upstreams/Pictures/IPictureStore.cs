using System.Diagnostics.CodeAnalysis;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Pictures;

/// <summary>A provider that takes pictures apart from the request that they are for: each is uploaded first, and named in the request.</summary>
internal interface IPictureStore
{
    /// <summary>The largest picture, in bytes.</summary>
    int MaxBytes { get; }

    /// <summary>Where pictures are uploaded to, and listed; behind the provider's base address.</summary>
    string Path { get; }

    /// <summary>The pictures of a chat request, in their order.</summary>
    /// <param name="request">In OpenAI's form, UTF-8, checked to be one JSON object.</param>
    /// <param name="pictures">None in most requests.</param>
    /// <param name="refusal">What the provider does not take.</param>
    bool TryFind(ReadOnlySpan<byte> request, out IReadOnlyList<AskedPicture> pictures, [NotNullWhen(false)] out OpenAiError? refusal);

    /// <summary>Why the provider does not take bytes that stand in a request or were fetched for it.</summary>
    OpenAiError NotTaken(string param);

    /// <summary>The body of an upload. It bears being sent twice.</summary>
    HttpContent Form(Picture picture);

    /// <summary>The id in the answer to an upload; null: it is no such answer.</summary>
    string? IdOf(ReadOnlySpan<byte> answer);

    /// <summary>Where a picture is deleted, with a POST.</summary>
    string DeletePath(string id);

    /// <summary>Of a list of the account's files those that were uploaded from here, by whichever process.</summary>
    IReadOnlyList<(string Id, DateTimeOffset At)> Ours(ReadOnlySpan<byte> list);

    /// <summary>Whether a chat was refused because a file that it names is not there.</summary>
    bool IsGone(UpstreamFault fault);

    /// <summary>The headers that every call has, the credentials aside.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Headers();
}
