using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Checks a chat request at the border, before anything is sent or spent: OpenAI's limits of its fields, and whether the
/// schemas of tools are schemas at all. One pass over the bytes; a good request allocates nothing.</summary>
/// <remarks>Limits are those of OpenAI's published description. <c>null</c> is the same as leaving a field out.</remarks>
internal static class ChatRules
{
    private const int MaxTools = 128;

    /// <summary>Names everything that is wrong: the first field as <c>param</c>, with its code, all of them in the message.</summary>
    /// <returns>Null: nothing is.</returns>
    public static OpenAiError? Check(ReadOnlySpan<byte> request)
    {
        var faults = default(ChatFaults);
        try
        {
            var reader = new Utf8JsonReader(request, RawJson.Depth);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return OpenAiError.InvalidRequest("The body of the request must be a JSON object.");
            var hasMessages = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) Check(ref reader, ref faults, ref hasMessages);
            reader.Read();
            if (!hasMessages) faults.Add("messages", "missing_required_parameter", "it is required.");
            return faults.ToError();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a name or a text that is compared.
            return OpenAiError.InvalidRequest("The body of the request is not valid JSON.");
        }
    }

    private static void Check(ref Utf8JsonReader reader, ref ChatFaults faults, ref bool hasMessages)
    {
        // By length first: most fields are told apart from all of these by it alone.
        switch (FieldName.Length(ref reader))
        {
            case 1 when reader.ValueTextEquals("n"u8):
                ChatNumbers.Integer(ref reader, ref faults, "n", 1, 128);
                return;
            case 5 when reader.ValueTextEquals("top_p"u8):
                ChatNumbers.Number(ref reader, ref faults, "top_p", 0, 1);
                return;
            case 5 when reader.ValueTextEquals("tools"u8):
                Tools(ref reader, ref faults);
                return;
            case 8 when reader.ValueTextEquals("messages"u8):
                Messages(ref reader, ref faults, ref hasMessages);
                return;
            case 9 when reader.ValueTextEquals("functions"u8):
                Functions(ref reader, ref faults);
                return;
            case 11 when reader.ValueTextEquals("temperature"u8):
                ChatNumbers.Number(ref reader, ref faults, "temperature", 0, 2);
                return;
            case 11 when reader.ValueTextEquals("tool_choice"u8):
                ChatChoices.ToolChoice(ref reader, ref faults);
                return;
            case 12 when reader.ValueTextEquals("top_logprobs"u8):
                ChatNumbers.Integer(ref reader, ref faults, "top_logprobs", 0, 20);
                return;
            case 15 when reader.ValueTextEquals("response_format"u8):
                ChatChoices.ResponseFormat(ref reader, ref faults);
                return;
            case 16 when reader.ValueTextEquals("presence_penalty"u8):
                ChatNumbers.Number(ref reader, ref faults, "presence_penalty", -2, 2);
                return;
            case 17 when reader.ValueTextEquals("frequency_penalty"u8):
                ChatNumbers.Number(ref reader, ref faults, "frequency_penalty", -2, 2);
                return;
            default:
                reader.Read();
                reader.Skip();
                return;
        }
    }

    private static void Messages(ref Utf8JsonReader reader, ref ChatFaults faults, ref bool hasMessages)
    {
        reader.Read();
        hasMessages = true;
        if (reader.TokenType != JsonTokenType.StartArray) faults.Add("messages", "invalid_type", "it must be an array.");
        reader.Skip();
    }

    private static void Tools(ref Utf8JsonReader reader, ref ChatFaults faults)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add("tools", "invalid_type", "it must be an array.");
            reader.Skip();
            return;
        }

        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) ChatTools.Tool(ref reader, ref faults, index++);
        if (index > MaxTools) faults.Add("tools", "invalid_value", $"it may hold {MaxTools} tools at most, and holds {index}.");
    }

    // The older form of tools, which clients of the first hour still send.
    private static void Functions(ref Utf8JsonReader reader, ref ChatFaults faults)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add("functions", "invalid_type", "it must be an array.");
            reader.Skip();
            return;
        }

        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            ChatTools.Function(ref reader, ref faults, new ChatTools.Place("functions", index++, ""));
        if (index > MaxTools) faults.Add("functions", "invalid_value", $"it may hold {MaxTools} functions at most, and holds {index}.");
    }
}
