using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Extract;

/// <summary>A chat request in OpenAI's form, as far as <c>builtin/extract</c> can honour it. What it can't is refused, not
/// ignored: a client that asked for JSON must not get prose.</summary>
internal sealed record ExtractRequest(IReadOnlyList<GenerationMessage> Messages, int? MaxPieces)
{
    public static bool TryRead(
        ReadOnlyMemory<byte> body, in ChatRequestShape shape,
        [NotNullWhen(true)] out ExtractRequest? request, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        request = null;
        // The scan has found it to be JSON already.
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        try
        {
            return TryRead(document.RootElement, shape, out request, out refusal);
        }
        catch (InvalidOperationException)
        {
            // JSON allows to escape half a surrogate pair; no text has that.
            refusal = OpenAiError.InvalidRequest("The request holds a string that is not valid Unicode.");
            return false;
        }
    }

    private static bool TryRead(
        JsonElement root, in ChatRequestShape shape,
        [NotNullWhen(true)] out ExtractRequest? request, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        request = null;
        refusal = Unsupported(root);
        if (refusal is not null) return false;

        if (!root.TryGetProperty("messages", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            refusal = OpenAiError.InvalidRequest("The field 'messages' must be a list of at least one message.", "messages");
            return false;
        }

        var messages = new List<GenerationMessage>(list.GetArrayLength());
        foreach (var message in list.EnumerateArray())
        {
            if (Read(message) is not { } read)
            {
                refusal = OpenAiError.InvalidRequest(
                    "Each message needs a role and a content of text.", $"messages[{messages.Count}]", "invalid_value");
                return false;
            }

            messages.Add(read);
        }

        if (shape.MaxTokens is < 1)
        {
            refusal = OpenAiError.InvalidRequest("The limit of tokens must be at least 1.", "max_completion_tokens", "invalid_value");
            return false;
        }

        request = new ExtractRequest(messages, (int?)Math.Min(shape.MaxTokens ?? int.MaxValue, int.MaxValue));
        return true;
    }

    private static OpenAiError? Unsupported(JsonElement root)
    {
        if (root.TryGetProperty("n", out var n) && n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var count) && count != 1)
            return Refuse("n", "gives one answer");
        if (root.TryGetProperty("response_format", out var format) && format.ValueKind == JsonValueKind.Object
            && format.TryGetProperty("type", out var type) && !type.ValueEquals("text"))
            return Refuse("response_format", "answers in plain text only");
        if (root.TryGetProperty("tool_choice", out var choice)
            && (choice.ValueKind == JsonValueKind.Object || (choice.ValueKind == JsonValueKind.String && choice.ValueEquals("required"))))
            return Refuse("tool_choice", "calls no tools");
        return null;
    }

    private static OpenAiError Refuse(string param, string what) =>
        OpenAiError.InvalidRequest($"The model '{ExtractModel.Id}' is not a language model: it {what}.", param, "unsupported_value");

    private static GenerationMessage? Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object
            || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String) return null;
        var text = message.TryGetProperty("content", out var content) ? Text(content) : "";
        return text is null ? null : new GenerationMessage(role.GetString()!, text);
    }

    private static string? Text(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String) return content.GetString();
        if (content.ValueKind == JsonValueKind.Null) return "";
        if (content.ValueKind != JsonValueKind.Array) return null;

        var texts = new List<string>();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object) return null;
            // Pictures and sounds are passed over: the question is in the text.
            if (part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String) texts.Add(text.GetString()!);
        }

        return string.Join('\n', texts);
    }
}
