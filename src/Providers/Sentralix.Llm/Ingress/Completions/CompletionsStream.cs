using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Completions;

/// <summary>A streamed chat answer as chunks of a completion.</summary>
internal sealed class CompletionsStream(ClientCall call) : ClientStream
{
    private readonly bool wantsUsage = new RawJson(call.Request.Span)["stream_options"u8]["include_usage"u8].IsTrue;
    private TokenUsage? usage;

    public override bool TryChunk(ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        if (!CompletionsAnswer.TryRead(data, out var choices, out var counted)) return false;
        usage = counted ?? usage;
        if (choices.IsArray && CompletionChoices.SaySomething(choices)) Write(written, choices);
        return true;
    }

    public override void End(IBufferWriter<byte> written)
    {
        if (wantsUsage && usage is not null) Write(written, default);
        written.Write("data: [DONE]\n\n"u8);
    }

    public override void Error(OpenAiError error, IBufferWriter<byte> written) => ChunkWriter.Error(written, error);

    /// <summary>A chunk; without choices it is the last one, with the usage.</summary>
    private void Write(IBufferWriter<byte> written, RawJson choices)
    {
        written.Write("data: "u8);
        using (var json = new Utf8JsonWriter(written, DialectJson.Writer))
        {
            json.WriteStartObject();
            CompletionsAnswer.WriteHead(json, call);
            if (choices.IsGiven)
            {
                CompletionChoices.Write(json, choices);
                if (wantsUsage) json.WriteNull("usage"u8);
            }
            else
            {
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                json.WritePropertyName("usage"u8);
                usage!.Value.Write(json);
            }

            json.WriteEndObject();
        }

        written.Write("\n\n"u8);
    }
}
