using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Pictures;

namespace Sentralix.Llm.Upstreams;

/// <summary>A provider that does not speak OpenAI's dialect. Requests and answers are translated where they cross its border, so
/// that everything behind it (routing, accounting, caching, the client's own dialect) knows one form only.</summary>
/// <remarks>Stateless and shared by all calls; what one call needs is in its <see cref="ForeignCall"/> and its stream's translator.
/// Translations read with <c>Utf8JsonReader</c> and write with <c>Utf8JsonWriter</c>: an object tree would cost more than the rest
/// of the call together.</remarks>
internal interface IForeignDialect
{
    /// <summary>The kind of provider, as administrators write it: <c>anthropic</c>.</summary>
    string Kind { get; }

    /// <summary>How the events of a streamed answer are told apart.</summary>
    StreamFraming Framing { get; }

    /// <summary>Writes a chat request in the provider's form.</summary>
    /// <param name="request">In OpenAI's form, UTF-8, checked to be one JSON object.</param>
    /// <param name="call">What this call is about.</param>
    /// <param name="written">Where to send what.</param>
    /// <param name="refusal">What the provider cannot do and the client must not believe that it did.</param>
    bool TryChat(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal);

    /// <summary>Writes a request for embeddings in the provider's form. Where the provider takes one text a call, the request is the
    /// first of several (<see cref="ForeignRequest.Next"/>).</summary>
    bool TryEmbeddings(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal);

    /// <summary>Writes a whole chat answer in OpenAI's form, usage included.</summary>
    /// <returns>False: it is not an answer of this provider.</returns>
    bool TryAnswer(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written);

    /// <summary>Writes the answers of all calls that an embeddings request took, in OpenAI's form.</summary>
    /// <returns>False: one is not an answer of this provider.</returns>
    bool TryEmbedded(IReadOnlyList<ReadOnlyMemory<byte>> answers, ForeignCall call, IBufferWriter<byte> written);

    /// <summary>A translator for one streamed answer.</summary>
    ForeignStream Stream(ForeignCall call);

    /// <summary>How it takes pictures that are to be uploaded first; null: inside the request, or not at all.</summary>
    IPictureStore? Pictures => null;

    /// <summary>What a refusal of this provider means; null: what its status means everywhere (<see cref="FaultTable"/>).</summary>
    FaultCode? Classify(HttpStatusCode status, ErrorBody body);
}

/// <summary>How the events of a streamed answer are told apart.</summary>
internal enum StreamFraming
{
    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>JSON objects one after another, with or without line ends between them.</summary>
    Objects,
}

/// <summary>One call to a provider of another dialect.</summary>
internal sealed class ForeignCall
{
    /// <summary>The provider's name of the model.</summary>
    public required string UpstreamModel { get; init; }

    /// <summary>The platform's name of the model; what answers call themselves. A provider's own name may hold its account's id.</summary>
    public required string Model { get; init; }

    /// <summary>The answer's id: <c>chatcmpl-…</c>. Providers that have none, or none that is unique, get this one.</summary>
    public required string Id { get; init; }

    /// <summary>When the call began, in seconds since 1970.</summary>
    public required long Created { get; init; }

    /// <summary>Whether the answer is to be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>The provider's settings (a folder's id, an API version); each dialect names its own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The provider's ids of the request's pictures, in their order; null: none were uploaded.</summary>
    public IReadOnlyList<string>? Pictures { get; set; }

    /// <summary>The client wants its vectors in base64. Set while the request for embeddings is written; read when their answer is.</summary>
    public bool Base64Vectors { get; set; }
}

/// <summary>A request in a provider's form.</summary>
/// <param name="Path">Behind the provider's base address, without a slash at its start; with its query.</param>
/// <param name="Body">JSON.</param>
internal sealed record ForeignRequest(string Path, ReadOnlyMemory<byte> Body)
{
    /// <summary>Headers besides the credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The request to be made after this one, where one call of ours takes several of the provider's.</summary>
    public ForeignRequest? Next { get; init; }
}

/// <summary>Translates one streamed answer, event by event, into OpenAI's chunks.</summary>
internal abstract class ForeignStream : IDisposable
{
    /// <summary>The provider has said that its answer is whole. A stream that ends before is cut, and gets no <c>[DONE]</c>.</summary>
    public bool IsWhole { get; protected set; }

    /// <summary>Takes one event and writes what it means as whole events (<c>data: {…}\n\n</c>, see <see cref="ChunkWriter"/>): nothing,
    /// one or several. The last chunk with choices carries the finish reason; usage comes after it in a chunk of its own with empty
    /// <c>choices</c>; an error that the provider reports inside the stream is written as <c>data: {"error":{…}}</c>.</summary>
    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="data">The event's data: whole, valid UTF-8. A provider's own <c>[DONE]</c> is an event like any other.</param>
    /// <param name="written">Takes the chunks.</param>
    /// <returns>False: not an event of this provider; the call has failed with <c>bad_answer</c>.</returns>
    public abstract bool TryEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> written);

    /// <summary>The provider has closed its stream. Writes what is left to say (the usage chunk, where it comes last), without
    /// <c>[DONE]</c>, which follows by itself where <see cref="IsWhole"/>.</summary>
    public virtual void End(IBufferWriter<byte> written)
    {
    }

    public virtual void Dispose()
    {
    }
}
