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
    private static readonly byte[] True = "true"u8.ToArray();

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
    public static ReadOnlyMemory<byte>[] Apply(
        ReadOnlyMemory<byte> body, in ChatRequestShape shape, byte[]? model, bool injectUsage)
    {
        Edit? rename = model is null ? null : new Edit(shape.ModelValue, model);
        Edit? usage = injectUsage && InjectsUsage(shape) ? UsageEdit(shape) : null;

        if (rename is not { } first) return usage is { } only ? [.. Cut(body, only)] : [body];
        if (usage is not { } second) return [.. Cut(body, first)];
        if (second.Where.Start < first.Where.Start) (first, second) = (second, first);
        return
        [
            body[..first.Where.Start], first.Bytes,
            body[first.Where.End..second.Where.Start], second.Bytes,
            body[second.Where.End..],
        ];
    }

    private static ReadOnlyMemory<byte>[] Cut(ReadOnlyMemory<byte> body, Edit edit) =>
        [body[..edit.Where.Start], edit.Bytes, body[edit.Where.End..]];

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
