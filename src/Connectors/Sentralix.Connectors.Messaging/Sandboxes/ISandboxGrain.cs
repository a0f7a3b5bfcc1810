using System.Text.Json;
using Orleans.Concurrency;
using Sentralix.Contracts;

namespace Sentralix.Connectors.Messaging.Sandboxes;

/// <summary>The stand-in of one sandbox connection, once in the cluster: a send from one process and a contact's word from another meet in the
/// same world. Its key is <c>{tenant}/{service}/{connection}</c>, so nobody comes to a world of another tenant or connection. What it
/// remembers goes with its process.</summary>
[Alias("sentralix.sandbox")]
public interface ISandboxGrain : IGrainWithStringKey
{
    /// <summary>The connection calls the channel. A long poll waits for as long as the channel lets it.</summary>
    [AlwaysInterleave, ResponseTimeout("00:03:00"), Alias("call")]
    Task<ChannelAnswer> Call(ChannelCall call);

    /// <summary>The integrator asks, or has a contact do something.</summary>
    [AlwaysInterleave, Alias("ask")]
    Task<SandboxReply> Ask(SandboxQuestion question);
}

/// <summary>A call of the channel, as it travels to the grain.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.sandbox-call")]
public sealed record ChannelCall(
    [property: Id(0)] string Method, [property: Id(1)] string Address, [property: Id(2)] IReadOnlyList<ChannelHeader> Headers, [property: Id(3)] byte[]? Body)
{
    internal static async Task<ChannelCall> Of(HttpRequestMessage request, CancellationToken cancellation)
    {
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []);
        return new ChannelCall(request.Method.Method, request.RequestUri!.ToString(), ChannelHeader.Of(headers), request.Content is { } body ? await body.ReadAsByteArrayAsync(cancellation) : null);
    }

    internal HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Address) { Content = Body is null ? null : new ByteArrayContent(Body) };
        foreach (var header in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value)) request.Content?.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return request;
    }
}

/// <summary>What the channel answered.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.sandbox-answer")]
public sealed record ChannelAnswer(
    [property: Id(0)] int Status, [property: Id(1)] IReadOnlyList<ChannelHeader> Headers, [property: Id(2)] byte[] Body, [property: Id(3)] string? CutWith)
{
    internal static ChannelAnswer Cut(string words) => new(0, [], [], words);

    internal static async Task<ChannelAnswer> Of(HttpResponseMessage response) =>
        new((int)response.StatusCode, ChannelHeader.Of(response.Headers.Concat(response.Content.Headers)), await response.Content.ReadAsByteArrayAsync(), null);

    internal HttpResponseMessage ToResponse(HttpRequestMessage request)
    {
        if (CutWith is not null) throw new HttpRequestException(HttpRequestError.ResponseEnded, CutWith);
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)Status) { RequestMessage = request, Content = new ByteArrayContent(Body) };
        foreach (var header in Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(header.Name, header.Value)) response.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return response;
    }
}

/// <summary>A header with one value.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.sandbox-header")]
public sealed record ChannelHeader([property: Id(0)] string Name, [property: Id(1)] string Value)
{
    internal static List<ChannelHeader> Of(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) => [.. headers.SelectMany(header => header.Value.Select(value => new ChannelHeader(header.Key, value)))];
}

/// <summary>What is asked of a sandbox; the contract's bodies travel as JSON.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.sandbox-question")]
public sealed record SandboxQuestion([property: Id(0)] string Kind)
{
    internal const string View = "view";
    internal const string SetFaults = "faults";
    internal const string Find = "find";
    internal const string Block = "block";
    internal const string Write = "write";
    internal const string Edit = "edit";
    internal const string Delete = "delete";
    internal const string Press = "press";
    internal const string History = "history";

    /// <summary>Whom it is about.</summary>
    [Id(1)]
    public long Contact { get; init; }

    /// <summary>Which message.</summary>
    [Id(2)]
    public string Message { get; init; } = "";

    /// <summary>JSON.</summary>
    [Id(3)]
    public string Body { get; init; } = "null";

    /// <summary>After which event.</summary>
    [Id(4)]
    public long After { get; init; }

    /// <summary>How many.</summary>
    [Id(5)]
    public int Most { get; init; }

    internal T Read<T>() => JsonSerializer.Deserialize<T>(Body, SentralixJson.Options)!;
}

/// <summary>What a sandbox answers: JSON of the answer or of the refusal.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.sandbox-reply")]
public sealed record SandboxReply([property: Id(0)] string? Value, [property: Id(1)] string? Refusal)
{
    internal static SandboxReply Of<T>(Result<T> result) => result.Ok
        ? new SandboxReply(JsonSerializer.Serialize(result.Value, SentralixJson.Options), null)
        : new SandboxReply(null, JsonSerializer.Serialize(result.Refusal, SentralixJson.Options));

    internal Result<T> Read<T>() => Refusal is { } refused
        ? JsonSerializer.Deserialize<Refusal>(refused, SentralixJson.Options)!
        : JsonSerializer.Deserialize<T>(Value!, SentralixJson.Options)!;
}
