using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>OpenAI's Responses API as clients speak it: <c>POST /responses</c>. Nothing is stored: every request brings its whole
/// conversation, and every answer says <c>store: false</c>.</summary>
internal sealed class ResponsesDialect : IClientDialect
{
    public WireForm Form => WireForm.Responses;

    public bool TryRequest(ReadOnlySpan<byte> request, IBufferWriter<byte> written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        try
        {
            refusal = ResponsesRequest.Write(new RawJson(request), written);
        }
        catch (JsonException)
        {
            refusal = Refuse.NotJson();
        }

        return refusal is null;
    }

    public bool TryAnswer(ReadOnlySpan<byte> answer, ClientCall call, IBufferWriter<byte> written)
    {
        if (!ChatPiece.TryRead(answer, out var piece) || !piece.HasChoices) return false;
        var output = new ResponseOutput(call, events: null);
        output.Take(piece);
        output.Close(piece.Finish);
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        new ResponseBody(call).Write(json, output, ResponseOutcome.Of(piece.Finish), piece.Usage);
        return true;
    }

    public ClientStream Stream(ClientCall call) => new ResponsesStream(call);

    public byte[] Error(OpenAiError error) => error.ToBytes();
}
