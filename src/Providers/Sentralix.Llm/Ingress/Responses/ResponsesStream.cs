using System.Buffers;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>A streamed chat answer as the events of the Responses API.</summary>
internal sealed class ResponsesStream : ClientStream
{
    private readonly ResponseEvents events = new();
    private readonly ResponseBody body;
    private readonly ResponseOutput output;
    private bool hasStarted;
    private ChatFinish finish;
    private TokenUsage? usage;

    public ResponsesStream(ClientCall call)
    {
        body = new ResponseBody(call);
        output = new ResponseOutput(call, events);
    }

    public override bool TryChunk(ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        if (!ChatPiece.TryRead(data, out var piece)) return false;
        Start(written);
        usage = piece.Usage ?? usage;
        if (piece.Finish != ChatFinish.None) finish = piece.Finish;
        output.Take(piece);
        return true;
    }

    public override void End(IBufferWriter<byte> written)
    {
        Start(written);
        output.Close(finish);
        var outcome = ResponseOutcome.Of(finish);
        events.Response(outcome.Reason is null ? "response.completed"u8 : "response.incomplete"u8, body, output, outcome, usage);
    }

    public override void Error(OpenAiError error, IBufferWriter<byte> written)
    {
        Start(written);
        events.Response("response.failed"u8, body, output, ResponseOutcome.Failed, usage, error);
    }

    private void Start(IBufferWriter<byte> written)
    {
        events.WriteTo(written);
        if (hasStarted) return;
        hasStarted = true;
        events.Response("response.created"u8, body, output: null, ResponseOutcome.InProgress);
        events.Response("response.in_progress"u8, body, output: null, ResponseOutcome.InProgress);
    }
}
