using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>What a client's form has and a chat request cannot say.</summary>
internal static class CannotSay
{
    /// <summary>The field is fine, but not with this value.</summary>
    public static OpenAiError Value(string param, string why) => Refuse.UnsupportedValue(param, $"'{param}': {why}");

    /// <summary>The field asks for something that is not to be had here.</summary>
    public static OpenAiError Parameter(string param, string why) => Refuse.UnsupportedParameter(param, $"'{param}': {why}");
}
