using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sentralix.Peers.OpenAi;

/// <summary>Everything that the stand-in was asked, in order: the independent witness of a test.</summary>
public sealed class OpenAiJournal
{
    private readonly ConcurrentQueue<SeenRequest> requests = new();
    private int count;

    /// <summary>The requests so far. A request is here as soon as its body has been read.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. requests];

    /// <summary>How many requests there were, kept or not.</summary>
    public int Count => Volatile.Read(ref count);

    public SeenRequest Last => Requests[^1];

    public void Clear() => requests.Clear();

    internal void Add(SeenRequest request, bool keep)
    {
        Interlocked.Increment(ref count);
        if (keep) requests.Enqueue(request);
    }
}

/// <summary>One request and what became of it.</summary>
public sealed class SeenRequest(string method, string path, IReadOnlyDictionary<string, string> headers, byte[] body)
{
    private readonly TaskCompletionSource<RequestEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream answer = new();

    public string Method => method;

    public string Path => path;

    /// <summary>By name, without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    public byte[] Body => body;

    public string BodyText => Encoding.UTF8.GetString(body);

    public string BodySha256 => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>The connection it came on.</summary>
    public required string Connection { get; init; }

    /// <summary>What was sent back. Complete when <see cref="End"/> is.</summary>
    public byte[] Answer
    {
        get
        {
            lock (answer) return answer.ToArray();
        }
    }

    public string AnswerSha256 => Convert.ToHexStringLower(SHA256.HashData(Answer));

    /// <summary>Completes when the request is over.</summary>
    public Task<RequestEnd> End => end.Task;

    internal void Sent(ReadOnlySpan<byte> bytes)
    {
        lock (answer) answer.Write(bytes);
    }

    internal void Ended(RequestEnd how) => end.TrySetResult(how);
}

/// <summary>How a request ended.</summary>
public enum RequestEnd
{
    /// <summary>With everything that was to be said.</summary>
    Answered,

    /// <summary>The caller went away first.</summary>
    CallerLeft,

    /// <summary>As the fault demanded.</summary>
    Broken,
}
