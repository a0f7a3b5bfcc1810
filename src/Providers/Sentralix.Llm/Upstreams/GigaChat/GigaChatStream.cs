using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

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
        RawJson list = default, status = default;
        var isError = false;
        foreach (var field in new RawJson(data).Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("choices"u8)) list = field.Value;
            else if (field.Is("usage"u8)) usage = GigaChatUsage.Read(field.Value) ?? usage;
            else if (field.Is("status"u8)) status = field.Value;
            else if (field.Is("message"u8) || field.Is("error"u8)) isError = true;
        }

        if (!list.IsGiven)
        {
            if (isError) StreamError.Write(written, dialect, data, status.ProtobufInteger());
            return isError || usage is not null;
        }

        var items = list.Items;
        while (items.MoveNext())
        {
            if (!TryChoice(GigaChatChoice.Read(items.Current), written)) return true;
        }

        IsWhole = choices.Count > 0 && choices.Values.All(choice => choice.IsFinished);
        return list.IsArray;
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
        if (piece.FunctionCall.IsGiven) choice.FunctionCall = piece.FunctionCall.Bytes.ToArray();
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
            chunks.Choice(written, index, null, (function, id), static (json, made) => GigaChatChoice.WriteCall(json, new RawJson(made.function), made.id, withIndex: true));
        }

        choice.IsFinished = true;
        chunks.Choice(written, index, GigaChatChoice.FinishReason(piece.Finish, choice.FunctionCall is not null), 0, static (_, _) => { });
        return true;
    }

    private void WriteText(IBufferWriter<byte> written, int index, RawJson text, string field)
    {
        if (!text.HasText) return;
        chunks.Choice(written, index, null, (field, text: text.Bytes.ToArray()), static (json, piece) =>
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
