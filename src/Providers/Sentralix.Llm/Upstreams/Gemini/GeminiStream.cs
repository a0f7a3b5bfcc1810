using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Translates the events of one streamed answer. There is no last event: the answer is whole when every candidate has said why
/// it stopped.</summary>
internal sealed class GeminiStream(ForeignCall call) : ForeignStream
{
    private readonly ChunkWriter chunks = new(call.Id, call.Created, call.Model);
    private readonly GeminiCallIds ids = new(call);
    private readonly Dictionary<int, Progress> candidates = [];
    private GeminiUsage usage;
    private bool hasFailed;

    public override bool TryEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        try
        {
            return TryEvent(data, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes the usage chunk. Also of an answer that broke off: what is reported is what was made so far.</summary>
    public override void End(IBufferWriter<byte> written)
    {
        if (usage.IsReported && !hasFailed) chunks.Usage(written, usage.ToTokens());
    }

    public override void Dispose()
    {
        chunks.Dispose();
        base.Dispose();
    }

    private bool TryEvent(ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        if (hasFailed) return true;
        var response = GeminiResponse.Read(data);
        usage.Take(response.Usage);
        if (response.Error.IsObject)
        {
            var error = ErrorBody.Read(data.ToArray());
            Fail(written, GeminiFaults.Streamed(error), error.Message);
            return true;
        }

        if (response.BlockReason.IsString && (!response.Candidates.IsArray || response.Candidates.IsEmpty)) Block(written);
        var items = response.Candidates.Items;
        while (!hasFailed && items.MoveNext()) Take(GeminiCandidate.Read(items.Current), written);
        IsWhole = !hasFailed && candidates.Count > 0 && candidates.Values.All(candidate => candidate.IsFinished);
        return response.Candidates.IsArray || response.Usage.IsObject || response.BlockReason.IsString;
    }

    private void Block(IBufferWriter<byte> written)
    {
        var candidate = Begin(0, written);
        if (candidate.IsFinished) return;
        candidate.IsFinished = true;
        chunks.Choice(written, 0, "content_filter", 0, static (_, _) => { });
    }

    private void Take(GeminiCandidate candidate, IBufferWriter<byte> written)
    {
        var progress = Begin(candidate.Index, written);
        foreach (var item in candidate.Parts.Items) Take(GeminiPart.Read(item), candidate.Index, progress, written);

        if (progress.IsFinished) return;
        if (GeminiFinish.IsFailure(candidate.FinishReason))
        {
            Fail(written, FaultCode.BadAnswer, $"The model failed at calling a function ({candidate.FinishReason.Text()}).");
            return;
        }

        if (GeminiFinish.Of(candidate.FinishReason, progress.Calls > 0) is not { } finish) return;
        progress.IsFinished = true;
        chunks.Choice(written, candidate.Index, finish, 0, static (_, _) => { });
    }

    private void Take(GeminiPart part, int index, Progress progress, IBufferWriter<byte> written)
    {
        if (part.IsCall)
        {
            chunks.Choice(written, index, null, new GeminiCall(progress.Calls++, ids.Next(part.CallId), part), GeminiCall.Write);
            return;
        }

        var hasText = part.Text.HasText;
        if (!hasText && !part.Signature.IsString) return;
        chunks.Choice(written, index, null, part, static (json, part) =>
        {
            if (part.Text.HasText) json.WriteRaw(part.IsThought ? "reasoning_content"u8 : "content"u8, part.Text);
            if (part.Signature.IsString) ThoughtSignature.Write(json, part.Signature);
        });
    }

    private Progress Begin(int index, IBufferWriter<byte> written)
    {
        if (candidates.TryGetValue(index, out var known)) return known;
        var begun = candidates[index] = new Progress();
        chunks.Choice(written, index, null, 0, static (json, _) =>
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
        });
        return begun;
    }

    /// <summary>What was used is told first: nothing may follow an error, and it is paid for all the same.</summary>
    private void Fail(IBufferWriter<byte> written, FaultCode code, string message)
    {
        hasFailed = true;
        if (usage.IsReported) chunks.Usage(written, usage.ToTokens());
        StreamError.Write(written, code, message);
    }

    /// <summary>How far one candidate has come.</summary>
    private sealed class Progress
    {
        public int Calls { get; set; }

        public bool IsFinished { get; set; }
    }
}
