namespace Sentralix.Llm.Upstreams;

/// <summary>What came back: the head of a good answer, or a fault.</summary>
internal sealed class UpstreamReply : IDisposable
{
    public UpstreamReply(HttpResponseMessage response) => Response = response;

    public UpstreamReply(UpstreamFault fault) => Fault = fault;

    public UpstreamReply(HttpResponseMessage response, UpstreamFault fault, ErrorBody error, byte[] body)
    {
        Response = response;
        Fault = fault;
        Error = error;
        Body = body;
    }

    /// <summary>The answer, where there was one, good or bad.</summary>
    public HttpResponseMessage? Response { get; }

    public UpstreamFault? Fault { get; }

    /// <summary>What an error answer says.</summary>
    public ErrorBody? Error { get; }

    /// <summary>An error answer's body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    public void Dispose() => Response?.Dispose();
}
