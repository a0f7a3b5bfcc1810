using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes <c>systemInstruction</c> and <c>contents</c>. The results of all calls of a turn stand in one content of their own
/// right behind the calls, as many as there were calls, each with the name of its function.</summary>
internal sealed class GeminiConversation
{
    private readonly ToolCallNames names = new();
    private readonly Utf8JsonWriter json;
    private readonly ChatConversation conversation;
    private readonly GeminiModel model;

    private GeminiConversation(Utf8JsonWriter json, ChatConversation conversation, GeminiModel model)
    {
        this.json = json;
        this.conversation = conversation;
        this.model = model;
    }

    public static OpenAiError? Write(Utf8JsonWriter json, RawJson messages, GeminiModel model)
    {
        if (ChatConversation.Read(messages, out var refusal) is not { } conversation) return refusal;
        var contents = new GeminiConversation(json, conversation, model);
        return contents.WriteSystem(messages) ?? contents.WriteContents(messages);
    }

    private OpenAiError? WriteSystem(RawJson messages)
    {
        var parts = PartList.System(json);
        for (var i = 0; i < conversation.Count; i++)
        {
            if (conversation.Role(i) != ChatRole.System) continue;
            if (GeminiParts.Write(parts, conversation.At(messages, i).Content, textOnly: true, $"messages[{i}].content") is { } refusal) return refusal;
        }

        parts.Close();
        return null;
    }

    private OpenAiError? WriteContents(RawJson messages)
    {
        json.WriteStartArray("contents"u8);
        for (var i = 0; i < conversation.Count;)
        {
            if (conversation.Role(i) == ChatRole.System)
            {
                i++;
                continue;
            }

            var end = conversation.TurnEnd(i);
            var refusal = conversation.Role(i) == ChatRole.Assistant
                ? WriteAll(messages, i, end, ChatRole.Assistant)
                : WriteAll(messages, i, end, ChatRole.Tool) ?? WriteAll(messages, i, end, ChatRole.User);
            if (refusal is not null) return refusal;
            i = end;
        }

        json.WriteEndArray();
        return null;
    }

    private OpenAiError? WriteAll(RawJson messages, int start, int end, ChatRole role)
    {
        var parts = PartList.Content(json, role == ChatRole.Assistant ? "model" : "user");
        for (var i = start; i < end; i++)
        {
            if (conversation.Role(i) != role) continue;
            var message = conversation.At(messages, i);
            var param = $"messages[{i}]";
            var refusal = role switch
            {
                ChatRole.Tool => WriteResult(parts, message, param),
                ChatRole.User => GeminiParts.Write(parts, message.Content, textOnly: false, $"{param}.content"),
                _ => WriteAssistant(parts, message, param),
            };
            if (refusal is not null) return refusal;
        }

        parts.Close();
        return null;
    }

    private OpenAiError? WriteResult(PartList parts, in ChatMessage message, string param)
    {
        if (names.Of(message.ToolCallId) is not { } name) return ToolCallNames.Unknown(param);
        if (GeminiParts.TextOf(message.Content, $"{param}.content", out var text) is { } refusal) return refusal;

        parts.Begin();
        json.WriteStartObject("functionResponse"u8);
        json.WriteRaw("id"u8, message.ToolCallId);
        json.WriteRaw("name"u8, new RawJson(name));
        json.WritePropertyName("response"u8);
        // An object is required. One that a tool has answered is it; anything else is told as the field that means the output.
        if (CallArguments.TryRead(text, out var response))
        {
            json.WriteRaw(response);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("output"u8, text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? WriteAssistant(PartList parts, in ChatMessage message, string param)
    {
        if (message.FunctionCall.IsGiven)
            return Refuse.UnsupportedParameter($"{param}.function_call", "'function_call' has been replaced by 'tool_calls'.");
        if (message.Audio.IsGiven) return Refuse.UnsupportedValue($"{param}.audio", $"{GeminiDialect.Provider} does not know sound that another model made.");

        var signature = ThoughtSignature.Read(message.ExtraContent);
        if (GeminiParts.Write(parts, message.Content, textOnly: true, $"{param}.content", signature) is { } refusal) return refusal;
        if (message.Refusal.IsString) GeminiParts.Write(parts, message.Refusal, textOnly: true, param);
        return WriteCalls(parts, message.ToolCalls, param);
    }

    private OpenAiError? WriteCalls(PartList parts, RawJson calls, string param)
    {
        var isSigned = !model.WantsSignatures || ThoughtSignature.IsAmong(calls);
        var items = calls.Items;
        while (items.MoveNext())
        {
            var call = ChatToolCall.Read(items.Current);
            var name = $"{param}.tool_calls[{items.Index}]";
            if (call.Type.IsGiven && !call.Type.Is("function"u8)) return Refuse.UnsupportedValue($"{name}.type", "Only calls of functions can be translated.");
            if (!call.Id.IsString || !call.Name.IsString) return Refuse.InvalidValue(name, "A tool call needs its id and the name of its function.");
            if (!CallArguments.TryObject(call.Arguments, out var arguments))
                return Refuse.InvalidValue($"{name}.function.arguments", "The arguments of a tool call must be a JSON object.");

            names.Add(call.Id, call.Name);
            parts.Begin();
            json.WriteStartObject("functionCall"u8);
            json.WriteRaw("id"u8, call.Id);
            json.WriteRaw("name"u8, call.Name);
            json.WriteRaw("args"u8, arguments);
            json.WriteEndObject();
            var signature = ThoughtSignature.Read(call.ExtraContent);
            if (signature.IsString) json.WriteRaw("thoughtSignature"u8, signature);
            // Only the first of several calls at once carries one.
            else if (!isSigned && items.Index == 0) json.WriteString("thoughtSignature"u8, ThoughtSignature.None);
            json.WriteEndObject();
        }

        return null;
    }
}
