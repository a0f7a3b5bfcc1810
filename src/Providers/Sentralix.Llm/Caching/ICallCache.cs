namespace Sentralix.Llm.Caching;

/// <summary>What is remembered for one call: of a route that remembers, and a request that may be answered from it.</summary>
internal interface ICallCache
{
    /// <summary>The answer that is remembered, as JSON.</summary>
    Task<ReadOnlyMemory<byte>?> Find(CancellationToken cancellation);

    /// <summary>Remembers a whole answer, if it is one that can be given again. Nobody waits for it.</summary>
    void Keep(ReadOnlySpan<byte> answer);
}
