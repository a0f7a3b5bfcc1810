using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>A streamed answer of GigaChat's. Its last piece of text carries the finish reason and the usage as well.</summary>
internal sealed class GigaChatStream(IForeignDialect dialect, ForeignCall call) : ForeignStream
{
    private readonly ChunkWriter chunks = new(call.Id, call.Created, call.Model);
    private readonly SortedDictionary<long, Choice> choices = [];
    private TokenUsage? usage;

    public override bool TryEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        // Says nothing that the finish reason did not: an answer without one is cut, whatever follows.
        if (data.Trim(" \r\n"u8).SequenceEqual("[DONE]"u8)) return true;
        try
        {
            return TryChunk(data, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override void End(IBufferWriter<byte> written)
    {
        if (usage is { } counted) chunks.Usage(written, counted);
        usage = null;
    }

    public override void Dispose()
    {
        chunks.Dispose();
        base.Dispose();
    }

    private bool TryChunk(ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        ReadOnlySpan<byte> list = default, status = default;
        var isError = false;
        var fields = new JsonFields(data);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("choices"u8)) list = fields.Value;
            else if (fields.Is("usage"u8)) usage = GigaChatUsage.Read(fields.Value) ?? usage;
            else if (fields.Is("status"u8)) status = fields.Value;
            else if (fields.Is("message"u8) || fields.Is("error"u8)) isError = true;
        }

        if (list.IsEmpty)
        {
            if (isError) ChunkWriter.Error(written, StreamError.Read(dialect, data, JsonText.Number(status)));
            return isError || usage is not null;
        }

        var items = new JsonItems(list);
        while (items.Next())
        {
            if (!TryChoice(GigaChatChoice.Read(items.Value), written)) return true;
        }

        IsWhole = choices.Count > 0 && choices.Values.All(choice => choice.IsFinished);
        return items.IsArray;
    }

    // False: the answer has failed, and nothing may follow.
    private bool TryChoice(in GigaChatChoice piece, IBufferWriter<byte> written)
    {
        var index = (int)piece.Index;
        if (!choices.TryGetValue(index, out var choice))
        {
            choices[index] = choice = new Choice();
            chunks.Choice(written, index, null, 0, static (json, _) =>
            {
                json.WriteString("role"u8, "assistant"u8);
                json.WriteString("content"u8, ""u8);
            });
        }

        WriteText(written, index, piece.Reasoning, "reasoning_content");
        WriteText(written, index, piece.Content, "content");
        // Held until the end, because the state, which its id is made of, may come later than the call.
        if (!piece.FunctionCall.IsEmpty) choice.FunctionCall = piece.FunctionCall.ToArray();
        choice.FunctionsState = piece.FunctionsState ?? choice.FunctionsState;
        if (piece.Finish is null || choice.IsFinished) return true;
        if (piece.IsError)
        {
            ChunkWriter.Error(written, new OpenAiError(502, "GigaChat gave up on its answer.", "upstream_error", null, FaultCode.Overloaded.Name()));
            return false;
        }

        if (choice.FunctionCall is { } function)
        {
            var id = FunctionsState.ToId(choice.FunctionsState, call, index);
            chunks.Choice(written, index, null, (function, id), static (json, made) => GigaChatChoice.WriteCall(json, made.function, made.id, withIndex: true));
        }

        choice.IsFinished = true;
        chunks.Choice(written, index, GigaChatChoice.FinishReason(piece.Finish, choice.FunctionCall is not null), 0, static (_, _) => { });
        return true;
    }

    private void WriteText(IBufferWriter<byte> written, int index, ReadOnlySpan<byte> text, string field)
    {
        if (text.Length <= 2) return;
        chunks.Choice(written, index, null, (field, text: text.ToArray()), static (json, piece) =>
        {
            json.WritePropertyName(piece.field);
            json.WriteRawValue(piece.text, skipInputValidation: true);
        });
    }

    private sealed class Choice
    {
        public byte[]? FunctionCall { get; set; }

        public string? FunctionsState { get; set; }

        public bool IsFinished { get; set; }
    }
}
