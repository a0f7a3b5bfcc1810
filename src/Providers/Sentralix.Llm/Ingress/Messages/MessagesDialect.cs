using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>Anthropic's Messages API as clients speak it: <c>POST /messages</c>.</summary>
internal sealed class MessagesDialect : IClientDialect
{
    public WireForm Form => WireForm.Messages;

    public bool TryRequest(ReadOnlySpan<byte> request, IBufferWriter<byte> written, [NotNullWhen(false)] out OpenAiError? refusal) =>
        TryWrite(request, written, isCounted: false, out refusal);

    /// <summary>Writes the chat request whose tokens a client asks for: <c>POST /messages/count_tokens</c>.</summary>
    public static bool TryCounted(ReadOnlySpan<byte> request, IBufferWriter<byte> written, [NotNullWhen(false)] out OpenAiError? refusal) =>
        TryWrite(request, written, isCounted: true, out refusal);

    public bool TryAnswer(ReadOnlySpan<byte> answer, ClientCall call, IBufferWriter<byte> written)
    {
        try
        {
            return MessagesAnswer.TryWrite(answer, call, written);
        }
        catch (JsonException)
        {
            // Arguments whose text is none: half of a surrogate pair.
            return false;
        }
    }

    public ClientStream Stream(ClientCall call) => new MessagesStream(call);

    public byte[] Error(OpenAiError error) => MessagesError.Write(error);

    private static bool TryWrite(ReadOnlySpan<byte> request, IBufferWriter<byte> written, bool isCounted, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        try
        {
            refusal = MessagesRequest.Write(new RawJson(request), written, isCounted);
        }
        catch (JsonException)
        {
            refusal = Refuse.NotJson();
        }

        return refusal is null;
    }
}
