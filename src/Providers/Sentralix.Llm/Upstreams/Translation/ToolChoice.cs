namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Reads a <c>tool_choice</c> that is an object.</summary>
internal static class ToolChoice
{
    /// <summary><c>{"type":"function","function":{"name":…}}</c>.</summary>
    public static bool TryFunction(JsonValue choice, out JsonValue name)
    {
        name = default;
        var isFunction = false;
        var fields = new FieldWalk(choice);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) isFunction = value.Is("function"u8);
            else if (fields.Is("function"u8)) name = NameOf(value);
        }

        return isFunction && name.IsString;
    }

    /// <summary><c>{"type":"allowed_tools","allowed_tools":{"mode":…,"tools":[…]}}</c>.</summary>
    /// <param name="choice">The value of the field.</param>
    /// <param name="isRequired">One of them must be called.</param>
    /// <param name="tools">Each in the form that <see cref="TryFunction"/> reads.</param>
    public static bool TryAllowed(JsonValue choice, out bool isRequired, out JsonValue tools)
    {
        isRequired = false;
        tools = default;
        JsonValue allowed = default;
        var isAllowed = false;
        var fields = new FieldWalk(choice);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) isAllowed = value.Is("allowed_tools"u8);
            else if (fields.Is("allowed_tools"u8)) allowed = value;
        }

        var inner = new FieldWalk(allowed);
        while (inner.Next(out var value))
        {
            if (inner.Is("mode"u8)) isRequired = value.Is("required"u8);
            else if (inner.Is("tools"u8)) tools = value;
        }

        return isAllowed && tools.IsArray;
    }

    private static JsonValue NameOf(JsonValue function)
    {
        JsonValue name = default;
        var fields = new FieldWalk(function);
        while (fields.Next(out var value))
        {
            if (fields.Is("name"u8)) name = value;
        }

        return name;
    }
}
