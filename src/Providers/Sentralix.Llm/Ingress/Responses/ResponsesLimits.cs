using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>What the Responses API can do and the platform does not: a client that asks for it must not believe that it was done.</summary>
internal static class ResponsesLimits
{
    public static OpenAiError? Refusal(RawJson.Field field)
    {
        if (field.Is("previous_response_id"u8))
            return CannotSay.Parameter("previous_response_id", "responses are not stored here; send the earlier items in 'input'.");
        if (field.Is("conversation"u8))
            return CannotSay.Parameter("conversation", "conversations are not stored here; send the earlier items in 'input'.");
        if (field.Is("prompt"u8))
            return CannotSay.Parameter("prompt", "prompt templates are not stored here; send 'instructions' and 'input'.");
        if (field.Is("background"u8) && field.Value.IsTrue)
            return CannotSay.Parameter("background", "responses are not stored here, so none can be fetched later.");
        if (field.Is("top_logprobs"u8) && field.Value.Integer() is not 0)
            return CannotSay.Parameter("top_logprobs", "probabilities of tokens are not given in this form.");
        return field.Is("include"u8) ? RefusalOfInclude(field.Value) : null;
    }

    // What else may be included belongs to tools that do not exist here, or is given anyway (encrypted reasoning).
    private static OpenAiError? RefusalOfInclude(RawJson include)
    {
        if (!include.IsArray) return Refuse.InvalidType("include", "an array of strings");
        foreach (var item in include.Items)
        {
            if (item.Is("message.output_text.logprobs"u8))
                return CannotSay.Value("include", "'message.output_text.logprobs': probabilities of tokens are not given in this form.");
        }

        return null;
    }
}
