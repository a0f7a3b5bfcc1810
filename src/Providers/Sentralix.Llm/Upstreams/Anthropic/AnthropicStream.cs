using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Translates the events of one streamed message. Blocks come one after another or side by side, each with its index; calls of
/// tools among them are counted anew, because OpenAI counts those only.</summary>
internal sealed class AnthropicStream(ForeignCall call) : ForeignStream
{
    private readonly ChunkWriter chunks = new(call.Id, call.Created, call.Model);
    private readonly Dictionary<long, StreamedCall> calls = [];
    private readonly SortedDictionary<long, StreamedThinking> thinking = [];
    private AnthropicUsage usage;
    private bool isFinished;

    public override bool TryEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        try
        {
            return TryEvent(AnthropicEvent.Read(data), data, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        chunks.Dispose();
        base.Dispose();
    }

    private bool TryEvent(in AnthropicEvent happened, ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        if (happened.Type.Is("content_block_delta"u8)) return Change(happened, written);
        if (happened.Type.Is("content_block_start"u8)) return BeginBlock(happened, written);
        if (happened.Type.Is("content_block_stop"u8)) return EndBlock(happened, written);
        if (happened.Type.Is("message_start"u8)) return Begin(happened, written);
        if (happened.Type.Is("message_delta"u8)) return Finish(happened, written);
        if (happened.Type.Is("message_stop"u8)) return Close(written);
        if (happened.Type.Is("error"u8))
        {
            var error = ErrorBody.Read(data.ToArray());
            StreamError.Write(written, AnthropicFaults.Streamed(error), error.Message);
            return true;
        }

        // Pings, and events that do not exist yet: the API promises that it may add some.
        return happened.Type.IsString;
    }

    private bool Begin(in AnthropicEvent happened, IBufferWriter<byte> written)
    {
        foreach (var field in happened.Message.Fields)
        {
            if (field.Is("usage"u8)) usage.Take(field.Value);
        }

        chunks.Choice(written, 0, null, 0, static (json, _) =>
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
        });
        return happened.Message.IsObject;
    }

    private bool BeginBlock(in AnthropicEvent happened, IBufferWriter<byte> written)
    {
        if (happened.Index.Integer() is not { } index) return false;
        var block = AnthropicBlock.Read(happened.ContentBlock);
        if (block.Type.Is("tool_use"u8))
        {
            if (!block.Id.IsString || !block.Name.IsString || calls.ContainsKey(index)) return false;
            var started = new StreamedCall(calls.Count);
            calls[index] = started;
            chunks.Choice(written, 0, null, new CallStart(started.Index, block.Id, block.Name), CallStart.Write);
            // Anthropic sends the arguments in pieces; servers of its dialect have been seen to send them at once.
            if (block.Input.IsObject && !block.Input.IsEmpty) WriteArguments(written, started, block.Input, isText: false);
            return true;
        }

        if (block.Type.Is("redacted_thinking"u8)) thinking[index] = new StreamedThinking { Data = block.Data.Bytes.ToArray() };
        if (block.Type.Is("thinking"u8)) WriteThinking(written, index, block.Thinking);
        if (block.Type.Is("text"u8)) WriteText(written, block.Text);
        return true;
    }

    private bool Change(in AnthropicEvent happened, IBufferWriter<byte> written)
    {
        if (happened.Index.Integer() is not { } index) return false;
        var delta = AnthropicBlock.Read(happened.Delta);
        if (delta.Type.Is("text_delta"u8))
        {
            WriteText(written, delta.Text);
            return delta.Text.IsString;
        }

        if (delta.Type.Is("input_json_delta"u8))
        {
            // A piece for a block that was no call of ours: a tool that the provider runs itself.
            if (calls.TryGetValue(index, out var started) && delta.PartialJson.HasText)
                WriteArguments(written, started, delta.PartialJson, isText: true);
            return delta.PartialJson.IsString;
        }

        if (delta.Type.Is("thinking_delta"u8))
        {
            WriteThinking(written, index, delta.Thinking);
            return delta.Thinking.IsString;
        }

        if (delta.Type.Is("signature_delta"u8) && thinking.TryGetValue(index, out var block)) block.Signature = delta.Signature.Bytes.ToArray();
        return true;
    }

    private bool EndBlock(in AnthropicEvent happened, IBufferWriter<byte> written)
    {
        if (happened.Index.Integer() is not { } index) return false;
        // A function without arguments gets none here and an empty object in OpenAI's dialect, where clients parse what they got.
        if (calls.TryGetValue(index, out var started) && !started.HasArguments)
            WriteArguments(written, started, RawJson.EmptyObject, isText: false);
        return true;
    }

    private bool Finish(in AnthropicEvent happened, IBufferWriter<byte> written)
    {
        usage.Take(happened.Usage);
        RawJson stopReason = default;
        foreach (var field in happened.Delta.Fields)
        {
            if (field.Is("stop_reason"u8)) stopReason = field.Value;
        }

        if (isFinished || AnthropicStop.Finish(stopReason) is not { } finish) return true;
        isFinished = true;
        // Whole and once: clients that keep fields they do not know either join such lists or keep the last one.
        if (thinking.Count > 0) chunks.Choice(written, 0, null, thinking, WriteDetails);
        chunks.Choice(written, 0, finish, 0, static (_, _) => { });
        return true;
    }

    private bool Close(IBufferWriter<byte> written)
    {
        if (!isFinished) return false;
        if (usage.IsReported && !IsWhole) chunks.Usage(written, usage.ToTokens());
        IsWhole = true;
        return true;
    }

    private void WriteText(IBufferWriter<byte> written, RawJson text)
    {
        if (text.HasText) chunks.Choice(written, 0, null, text, static (json, text) => json.WriteRaw("content"u8, text));
    }

    private void WriteThinking(IBufferWriter<byte> written, long index, RawJson text)
    {
        if (!thinking.TryGetValue(index, out var block)) thinking[index] = block = new StreamedThinking();
        block.Text.Add(text);
        if (text.HasText) chunks.Choice(written, 0, null, text, static (json, text) => json.WriteRaw("reasoning_content"u8, text));
    }

    private void WriteArguments(IBufferWriter<byte> written, StreamedCall started, RawJson piece, bool isText)
    {
        started.HasArguments = true;
        chunks.Choice(written, 0, null, new CallPiece(started.Index, piece, isText), CallPiece.Write);
    }

    private static void WriteDetails(Utf8JsonWriter json, SortedDictionary<long, StreamedThinking> blocks)
    {
        json.WriteStartArray("reasoning_details"u8);
        foreach (var (index, block) in blocks)
        {
            if (block.Data is not null) ClaudeThoughts.WriteEncrypted(json, (int)index, new RawJson(block.Data));
            else ClaudeThoughts.Write(json, (int)index, block.Text, block.Signature is null ? default : new RawJson(block.Signature));
        }

        json.WriteEndArray();
    }

    /// <summary>A call whose arguments are coming.</summary>
    private sealed class StreamedCall(int index)
    {
        public int Index => index;

        public bool HasArguments { get; set; }
    }

    /// <summary>Thinking as far as it has come.</summary>
    private sealed class StreamedThinking
    {
        public JoinedText Text { get; } = new();

        public byte[]? Signature { get; set; }

        public byte[]? Data { get; init; }
    }
}
