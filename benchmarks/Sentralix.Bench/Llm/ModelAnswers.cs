using System.Text;

namespace Sentralix.Bench.Llm;

/// <summary>What the model server says, in one dialect: one and a half kilobytes whole, or 44 writes of a stream.</summary>
/// <param name="Whole">An answer that is not streamed.</param>
/// <param name="Events">A stream's writes.</param>
internal sealed record ModelAnswers(byte[] Whole, IReadOnlyList<byte[]> Events)
{
    /// <summary>Writes of a stream; with an event in each but the last, which ends it.</summary>
    public const int Writes = 44;

    private const string Usage = """{"prompt_tokens":180,"completion_tokens":96,"total_tokens":276}""";

    private static readonly string Text = string.Concat(Enumerable.Repeat("Возврат принимается в течение 14 дней. ", 16));

    public static ModelAnswers Chat { get; } = new(
        Encoding.UTF8.GetBytes(
            $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"quick","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Text}}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{{{Usage}}}}"""),
        [
            .. Enumerable.Range(0, Writes - 2).Select(number => Data(Chunk($$$"""[{"index":0,"delta":{"content":"слово {{{number}}} "},"logprobs":null,"finish_reason":null}]"""))),
            Data(Chunk("""[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]""")),
            [.. Data(Chunk("[]", $",\"usage\":{Usage}")), .. Data("[DONE]")],
        ]);

    public static ModelAnswers Messages { get; } = new(
        Encoding.UTF8.GetBytes(
            $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"quick","content":[{"type":"text","text":"{{{Text}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":180,"output_tokens":96}}"""),
        [
            [
                .. Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"quick","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":180,"output_tokens":1}}}"""),
                .. Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            ],
            .. Enumerable.Range(0, Writes - 2).Select(number =>
                Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"слово {{{number}}} "}}""")),
            [
                .. Event("content_block_stop", """{"type":"content_block_stop","index":0}"""),
                .. Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":96}}"""),
                .. Event("message_stop", """{"type":"message_stop"}"""),
            ],
        ]);

    private static string Chunk(string choices, string more = "") =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"quick","choices":{{{choices}}}{{{more}}}}""";

    private static byte[] Data(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");

    private static byte[] Event(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");
}
