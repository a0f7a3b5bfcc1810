using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>Builds a response's output out of what a chat answer says, and tells every step of it to whoever listens. One thought or
/// one message is open at a time; calls stay open together until the answer ends, because chat does not say when one is whole.</summary>
internal sealed class ResponseOutput(ClientCall call, ResponseEvents? events)
{
    private readonly List<OutputItem> items = [];
    private readonly List<CallOutput> calls = [];
    private readonly LetterJoint textJoint = new();
    private readonly LetterJoint thoughtJoint = new();
    private OutputItem? open;
    private bool hasPlainThoughts;

    /// <summary>Takes a whole answer, or the next chunk of one.</summary>
    public void Take(ChatPiece piece)
    {
        Think(piece);
        if (piece.Text.HasText) Say(piece.Text.Escaped, isRefusal: false);
        if (piece.Refusal.HasText) Say(piece.Refusal.Escaped, isRefusal: true);
        if (piece.ExtraContent.IsGiven) Carry(ExtraContents.Entry(piece.ExtraContent));
        if (!piece.ToolCalls.IsGiven) return;
        var position = 0;
        foreach (var item in piece.ToolCalls.Items) Take(ToolCallPiece.Read(item, position++));
    }

    /// <summary>The answer is at its end.</summary>
    public void Close(ChatFinish finish)
    {
        var status = ResponseOutcome.Of(finish).ItemStatus;
        CloseOpen(status);
        foreach (var item in calls)
        {
            if (item.Index < 0) Announce(item);
            item.Status = status;
            events?.CallDone(item);
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        foreach (var item in items) item.Write(json);
    }

    private void Think(ChatPiece piece)
    {
        if (piece.Reasoning.HasText)
        {
            hasPlainThoughts = true;
            Think(piece.Reasoning.Escaped);
        }

        foreach (var detail in new ReasoningDetails(piece.ReasoningDetails))
        {
            // Servers that fill both fields say the same in both.
            if (detail.Text.HasText && !hasPlainThoughts) Think(detail.Text.Escaped);
            if (detail.Signature.HasText) Sign(detail);
            if (detail.Encrypted.HasText) Carry(detail.Whole.Bytes);
        }
    }

    private void Think(ReadOnlySpan<byte> escaped)
    {
        escaped = thoughtJoint.Join(escaped);
        if (escaped.IsEmpty) return;
        var item = OpenReasoning();
        var isFirst = item.Text.WrittenCount == 0;
        item.Text.Write(escaped);
        events?.Thought(item, escaped, isFirst);
    }

    private void Sign(ReasoningDetails.Entry detail)
    {
        // Some providers tell signatures at the end of the answer only, when the thoughts were told long ago.
        var isOfOpen = open is ReasoningOutput thoughts && (!detail.Text.HasText || detail.Text.Escaped.SequenceEqual(thoughts.Text.WrittenSpan));
        if (!isOfOpen || detail.Text.HasText)
        {
            Carry(detail.Whole.Bytes, intoOpen: isOfOpen);
            return;
        }

        var whole = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(whole, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "reasoning.text"u8);
            json.WriteEscaped("text"u8, OpenReasoning().Text.WrittenSpan);
            json.WriteRaw("signature"u8, detail.Signature);
            json.WriteEndObject();
        }

        Carry(whole.WrittenSpan, intoOpen: true);
    }

    /// <summary>Hands the client what belongs to a call; before the call, where there is time.</summary>
    private void CarryExtra(CallOutput item)
    {
        if (item.Extra is not { } extra) return;
        item.Extra = null;
        Carry(ExtraContents.Entry(new RawJson(extra), item.CallId));
    }

    /// <summary>Hands an entry of <c>reasoning_details</c> to the client, to be brought back: in the item that is open, or in one of
    /// its own.</summary>
    private void Carry(ReadOnlySpan<byte> detail, bool intoOpen = false)
    {
        if (!intoOpen) CloseOpen("completed");
        OpenReasoning().Sealed = SealedThoughts.Seal(detail);
        // What comes next is signed on its own.
        CloseOpen("completed");
    }

    private ReasoningOutput OpenReasoning()
    {
        if (open is ReasoningOutput already) return already;
        CloseOpen("completed");
        var item = new ReasoningOutput($"rs_{call.Id}_{items.Count}");
        open = item;
        Announce(item);
        return item;
    }

    private void Say(ReadOnlySpan<byte> escaped, bool isRefusal)
    {
        escaped = textJoint.Join(escaped);
        if (escaped.IsEmpty) return;
        if (open is not MessageOutput message)
        {
            CloseOpen("completed");
            message = new MessageOutput($"msg_{call.Id}_{items.Count}");
            open = message;
            Announce(message);
        }

        if (message.Parts.Count == 0 || message.Parts[^1].IsRefusal != isRefusal)
        {
            if (message.Parts.Count > 0) events?.PartDone(message);
            message.Parts.Add(new MessagePart(isRefusal));
            events?.PartAdded(message);
        }

        message.Parts[^1].Text.Write(escaped);
        events?.Said(message, escaped);
    }

    private void Take(ToolCallPiece piece)
    {
        var id = piece.Id.IsGiven ? piece.Id.Escaped : default;
        var item = Find(piece.Index, id);
        if (item is null)
        {
            CloseOpen("completed");
            item = new CallOutput($"fc_{call.Id}_{calls.Count}", piece.Index);
            calls.Add(item);
        }

        if (!id.IsEmpty) item.CallId = id.ToArray();
        if (piece.Name.IsGiven) item.Name = piece.Name.Escaped.ToArray();
        var arguments = item.Joint.Join(piece.EscapedArguments);
        item.Arguments.Write(arguments);
        if (piece.ExtraContent.IsGiven) item.Extra = piece.ExtraContent.Bytes.ToArray();
        // Without its name a call cannot be announced.
        if (item.Name.Length == 0) return;
        if (item.Index < 0)
        {
            Announce(item);
            return;
        }

        CarryExtra(item);
        if (!arguments.IsEmpty) events?.Called(item, arguments);
    }

    /// <summary>Some servers give every call of an answer the same index; another id is another call then.</summary>
    private CallOutput? Find(int index, ReadOnlySpan<byte> id)
    {
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            var item = calls[i];
            if (item.Call == index && (id.IsEmpty || item.CallId.Length == 0 || id.SequenceEqual(item.CallId))) return item;
        }

        return null;
    }

    private void Announce(OutputItem item)
    {
        if (item is CallOutput { CallId.Length: 0 } nameless)
            nameless.CallId = Encoding.UTF8.GetBytes($"call_{call.Id}_{calls.IndexOf(nameless)}");
        if (item is CallOutput known) CarryExtra(known);
        item.Index = items.Count;
        items.Add(item);
        events?.ItemAdded(item);
    }

    private void CloseOpen(string status)
    {
        if (open is null) return;
        open.Status = status;
        if (open is MessageOutput message)
        {
            events?.PartDone(message);
            events?.ItemDone(message);
        }
        else if (open is ReasoningOutput reasoning)
        {
            events?.ThoughtDone(reasoning);
        }

        open = null;
    }
}
