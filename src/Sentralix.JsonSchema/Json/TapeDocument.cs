namespace Sentralix.JsonSchema.Json;

/// <summary>A JSON text that is kept: a schema, or a value that a schema names.</summary>
internal sealed class TapeDocument
{
    private readonly byte[] text;
    private readonly byte[] beside;
    private readonly TapeNode[] nodes;

    private TapeDocument(byte[] text, byte[] beside, TapeNode[] nodes)
    {
        this.text = text;
        this.beside = beside;
        this.nodes = nodes;
    }

    public TapeView View => new(text, beside, nodes);

    public static TapeReading Read(ReadOnlySpan<byte> text, int maxBytes, int maxDepth, out TapeDocument? document)
    {
        var scratch = Scratch.Rent();
        try
        {
            var reading = TapeReader.Read(text, maxBytes, maxDepth, scratch);
            document = reading.Fault == TapeFault.None
                ? new TapeDocument(text.ToArray(), scratch.Beside.AsSpan(0, scratch.BesideLength).ToArray(), scratch.Nodes.AsSpan(0, scratch.NodeCount).ToArray())
                : null;
            return reading;
        }
        finally
        {
            scratch.Return();
        }
    }
}
