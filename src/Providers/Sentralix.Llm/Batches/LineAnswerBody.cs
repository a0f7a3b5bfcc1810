using Sentralix.Llm.Dialect;
using Sentralix.Llm.PassThrough;

namespace Sentralix.Llm.Batches;

/// <summary>Holds the answer of a line, which is as long as a request may be at most.</summary>
/// <param name="abort">Ends a call whose answer is longer.</param>
internal sealed class LineAnswerBody(Action abort) : WritingStream(Null)
{
    private readonly MemoryStream written = new();

    public ReadOnlyMemory<byte> Written => written.GetBuffer().AsMemory(0, (int)written.Length);

    public bool IsTooLong { get; private set; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (written.Length + buffer.Length <= RequestBody.Limit)
        {
            written.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        IsTooLong = true;
        abort();
        return ValueTask.FromCanceled(new CancellationToken(canceled: true));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) written.Dispose();
        base.Dispose(disposing);
    }
}
