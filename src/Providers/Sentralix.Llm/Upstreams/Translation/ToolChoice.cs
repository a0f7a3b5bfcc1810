using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Reads a <c>tool_choice</c> that is an object.</summary>
internal static class ToolChoice
{
    /// <summary><c>{"type":"function","function":{"name":…}}</c>.</summary>
    public static bool TryFunction(RawJson choice, out RawJson name)
    {
        name = default;
        var isFunction = false;
        foreach (var field in choice.Fields)
        {
            if (field.Is("type"u8)) isFunction = field.Value.Is("function"u8);
            else if (field.Is("function"u8)) name = NameOf(field.Value);
        }

        return isFunction && name.IsString;
    }

    /// <summary><c>{"type":"allowed_tools","allowed_tools":{"mode":…,"tools":[…]}}</c>.</summary>
    /// <param name="choice">The value of the field.</param>
    /// <param name="isRequired">One of them must be called.</param>
    /// <param name="tools">Each in the form that <see cref="TryFunction"/> reads.</param>
    public static bool TryAllowed(RawJson choice, out bool isRequired, out RawJson tools)
    {
        isRequired = false;
        tools = default;
        RawJson allowed = default;
        var isAllowed = false;
        foreach (var field in choice.Fields)
        {
            if (field.Is("type"u8)) isAllowed = field.Value.Is("allowed_tools"u8);
            else if (field.Is("allowed_tools"u8)) allowed = field.Value;
        }

        foreach (var part in allowed.Fields)
        {
            if (part.Is("mode"u8)) isRequired = part.Value.Is("required"u8);
            else if (part.Is("tools"u8)) tools = part.Value;
        }

        return isAllowed && tools.IsArray;
    }

    private static RawJson NameOf(RawJson function)
    {
        RawJson name = default;
        foreach (var field in function.Fields)
        {
            if (field.Is("name"u8)) name = field.Value;
        }

        return name;
    }
}
