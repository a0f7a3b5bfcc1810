namespace Sentralix.Expressions.Values;

/// <summary>A reference to stored bytes: an expression may pass it on, compare it and read these three, never the bytes.</summary>
/// <param name="Id">The id of the file.</param>
/// <param name="Size">In bytes.</param>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
public sealed record BytesRef(string Id, long Size, string MediaType);
