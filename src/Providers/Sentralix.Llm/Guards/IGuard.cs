namespace Sentralix.Llm.Guards;

/// <summary>One of a route's guards, made once for all calls.</summary>
internal interface IGuard
{
    /// <summary>The guard over one call.</summary>
    /// <param name="request">The request before any guard has changed it.</param>
    ICallGuard Begin(ReadOnlyMemory<byte> request);
}

/// <summary>A guard over one call. What it learns of the request it may use on the answer.</summary>
internal interface ICallGuard
{
    /// <summary>What becomes of one text of the request.</summary>
    /// <returns>Null: the request must not be made.</returns>
    string? Request(string text);

    /// <summary>Watches over one text of the answer; null: there is nothing to do.</summary>
    ITextFilter? Answer();
}
