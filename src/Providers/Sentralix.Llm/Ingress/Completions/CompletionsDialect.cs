using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Completions;

/// <summary>OpenAI's older completions: <c>POST /completions</c>.</summary>
internal sealed class CompletionsDialect : IClientDialect
{
    public WireForm Form => WireForm.Completions;

    public bool TryRequest(ReadOnlySpan<byte> request, IBufferWriter<byte> written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        try
        {
            refusal = CompletionsRequest.Write(new RawJson(request), written);
        }
        catch (JsonException)
        {
            refusal = Refuse.NotJson();
        }

        return refusal is null;
    }

    public bool TryAnswer(ReadOnlySpan<byte> answer, ClientCall call, IBufferWriter<byte> written) =>
        CompletionsAnswer.TryWrite(answer, call, written);

    public ClientStream Stream(ClientCall call) => new CompletionsStream(call);

    public byte[] Error(OpenAiError error) => error.ToBytes();
}
