using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Generation;

/// <summary>What a generation's request must look like.</summary>
internal static class GenerationRules
{
    private const int MaxCallKey = 128;

    /// <summary>Every rule that the request breaks, in one sentence; null where it keeps them.</summary>
    public static string? Broken(GenerationRequest request)
    {
        var broken = Check(request).ToList();
        return broken.Count == 0 ? null : string.Join("; ", broken) + ".";
    }

    private static IEnumerable<string> Check(GenerationRequest request)
    {
        // It travels in a header.
        if (request.CallKey.Length is 0 or > MaxCallKey || request.CallKey.Any(c => c is <= ' ' or > '~'))
            yield return $"call_key must be 1 to {MaxCallKey} visible ASCII characters";
        if (request.Messages.Count == 0) yield return "messages must not be empty";
        for (var i = 0; i < request.Messages.Count; i++)
        {
            if (request.Messages[i].Role is not ("system" or "user" or "assistant"))
                yield return $"messages[{i}].role must be system, user or assistant";
            if (request.Messages[i].Content is null) yield return $"messages[{i}].content is required";
        }

        if (request.MaxTokens is < 1) yield return "max_tokens must be at least 1";
        if (request.Temperature is { } temperature && temperature is not (>= 0 and <= 2)) yield return "temperature must be from 0 to 2";
        if (request.FirstTokenTimeoutMs is < 1) yield return "first_token_timeout_ms must be at least 1";
    }
}
