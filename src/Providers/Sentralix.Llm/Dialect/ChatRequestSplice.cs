using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Changes at most two places of a request and leaves every other byte as the client sent it: re-serialising
/// would lose fields nobody here has heard of and break the providers' prompt caches, which compare prefixes.</summary>
internal static class ChatRequestSplice
{
    private static readonly byte[] OptionsField = ",\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] Options = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] UsageField = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] UsageFieldFirst = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] NewerName = "\"max_completion_tokens\""u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>The older name of the answer's limit, which most servers know.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>The model's name as the JSON string that is spliced in.</summary>
    public static byte[] ModelValue(string model) =>
        JsonSerializer.SerializeToUtf8Bytes(model, DialectJson.Options);

    /// <summary>True where asking for usage changes the request: the client streams and did not ask itself.</summary>
    public static bool InjectsUsage(in ChatRequestShape shape) =>
        shape is { Stream: true, AsksForUsage: false, StreamOptionsKind: not StreamOptionsKind.Other };

    /// <summary>The request as stretches of the original with the replacements between them.</summary>
    /// <param name="body">The request as it came.</param>
    /// <param name="shape">Where things stand in it.</param>
    /// <param name="model">The upstream's name of the model as a JSON string; null: the same as the client's.</param>
    /// <param name="injectUsage">Ask the upstream for the usage chunk.</param>
    /// <param name="renameLimit">Call <c>max_tokens</c> by its newer name: only where the request was written here, and not in the
    /// client's own.</param>
    public static ReadOnlyMemory<byte>[] Apply(
        ReadOnlyMemory<byte> body, in ChatRequestShape shape, byte[]? model, bool injectUsage, bool renameLimit = false)
    {
        Span<Edit> edits = new Edit[3];
        var count = 0;
        if (model is not null) edits[count++] = new Edit(shape.ModelValue, model);
        if (injectUsage && InjectsUsage(shape)) edits[count++] = UsageEdit(shape);
        if (renameLimit && shape.MaxTokensName is { } name) edits[count++] = new Edit(name, NewerName);
        if (count == 0) return [body];

        edits = edits[..count];
        edits.Sort(static (a, b) => a.Where.Start.CompareTo(b.Where.Start));
        var pieces = new ReadOnlyMemory<byte>[(2 * count) + 1];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            pieces[2 * i] = body[at..edits[i].Where.Start];
            pieces[(2 * i) + 1] = edits[i].Bytes;
            at = edits[i].Where.End;
        }

        pieces[^1] = body[at..];
        return pieces;
    }

    private static Edit UsageEdit(in ChatRequestShape shape)
    {
        if (shape.IncludeUsage is { } value) return new Edit(value, True);
        if (shape.StreamOptions is not { } options)
            return new Edit(new ByteRange(shape.ClosingBrace, shape.ClosingBrace), OptionsField);

        var afterBrace = new ByteRange(options.Start + 1, options.Start + 1);
        return shape.StreamOptionsKind switch
        {
            StreamOptionsKind.Null => new Edit(options, Options),
            StreamOptionsKind.EmptyObject => new Edit(afterBrace, UsageField),
            _ => new Edit(afterBrace, UsageFieldFirst),
        };
    }

    private readonly record struct Edit(ByteRange Where, byte[] Bytes);
}
