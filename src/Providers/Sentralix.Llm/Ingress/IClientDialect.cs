using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>A form, other than OpenAI's chat, in which clients may ask (Anthropic's messages, OpenAI's responses and completions).
/// What they ask is translated to chat at the border, and the answer back, so that everything between knows one form only.
/// Where the upstream speaks the client's form itself, the bytes pass through and none of this is used.</summary>
internal interface IClientDialect
{
    /// <summary>The wire form.</summary>
    WireForm Form { get; }

    /// <summary>Writes the client's request as a chat request.</summary>
    /// <param name="request">The client's request: UTF-8, checked to be one JSON object.</param>
    /// <param name="written">Takes the chat request.</param>
    /// <param name="refusal">What cannot be said in a chat request and must not be dropped in silence.</param>
    bool TryRequest(ReadOnlySpan<byte> request, IBufferWriter<byte> written, [NotNullWhen(false)] out OpenAiError? refusal);

    /// <summary>Writes a whole chat answer in the client's form.</summary>
    /// <returns>False: it is not a chat answer; what was written is not to be used.</returns>
    bool TryAnswer(ReadOnlySpan<byte> answer, ClientCall call, IBufferWriter<byte> written);

    /// <summary>A translator for one streamed answer.</summary>
    ClientStream Stream(ClientCall call);

    /// <summary>An error in the client's form: the whole body of an answer.</summary>
    byte[] Error(OpenAiError error);
}

/// <summary>The wire forms that Llm understands.</summary>
internal enum WireForm
{
    /// <summary><c>/chat/completions</c>.</summary>
    Chat,

    /// <summary><c>/completions</c>.</summary>
    Completions,

    /// <summary><c>/embeddings</c>.</summary>
    Embeddings,

    /// <summary><c>/responses</c>.</summary>
    Responses,

    /// <summary><c>/messages</c>.</summary>
    Messages,

    /// <summary><c>/rerank</c>.</summary>
    Rerank,

    /// <summary><c>/moderations</c>.</summary>
    Moderations,

    /// <summary><c>/messages/count_tokens</c>: a request of <see cref="Messages"/> that is counted and not made.</summary>
    CountTokens,
}

/// <summary>One call of a client.</summary>
internal sealed class ClientCall
{
    /// <summary>The client's request, for what an answer repeats of it (instructions, tools, metadata).</summary>
    public required ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The platform's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Unique: the answer's id without its form's prefix.</summary>
    public required string Id { get; init; }

    /// <summary>When the call began, in seconds since 1970.</summary>
    public required long Created { get; init; }
}

/// <summary>Translates one streamed chat answer, chunk by chunk, into the client's events.</summary>
internal abstract class ClientStream
{
    /// <summary>Takes the data of one chunk (JSON, whole) and writes what it means as whole events. The chunk with empty
    /// <c>choices</c> that carries usage always comes, after the finish reason, where the upstream reports usage at all.</summary>
    /// <returns>False: not a chunk of a chat answer.</returns>
    public abstract bool TryChunk(ReadOnlySpan<byte> data, IBufferWriter<byte> written);

    /// <summary>The answer is whole (<c>[DONE]</c>): writes the client's last events.</summary>
    public abstract void End(IBufferWriter<byte> written);

    /// <summary>The answer has failed in its middle: writes the client's error event. Nothing follows.</summary>
    public abstract void Error(OpenAiError error, IBufferWriter<byte> written);
}
