using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Tools of a chat request: names that every provider takes, and parameters that are a schema.</summary>
internal static class ChatTools
{
    private const int MaxName = 64;

    /// <summary>Checks the tool that the reader stands on.</summary>
    public static void Tool(ref Utf8JsonReader reader, ref ChatFaults faults, int index)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add($"tools[{index}]", "invalid_type", "it must be an object.");
            reader.Skip();
            return;
        }

        var (isFunction, hasFunction) = (true, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                // Tools of other types are the provider's own, and described elsewhere.
                isFunction = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("function"u8);
                if (reader.TokenType != JsonTokenType.String) faults.Add($"tools[{index}].type", "invalid_type", "it must be a string.");
                reader.Skip();
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                hasFunction = true;
                Function(ref reader, ref faults, new Place("tools", index, ".function"));
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (isFunction && !hasFunction) faults.Add($"tools[{index}].function", "missing_required_parameter", "it is required.");
    }

    /// <summary>Checks the function that the reader stands on.</summary>
    public static void Function(ref Utf8JsonReader reader, ref ChatFaults faults, Place at)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add(at.ToString(), "invalid_type", "it must be an object.");
            reader.Skip();
            return;
        }

        var hasName = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                hasName = true;
                reader.Read();
                if (!IsName(ref reader))
                    faults.Add($"{at}.name", "invalid_value", "it must match the pattern '^[a-zA-Z0-9_-]{1,64}$'.");
                reader.Skip();
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                reader.Read();
                Parameters(ref reader, ref faults, at);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (!hasName) faults.Add($"{at}.name", "missing_required_parameter", "it is required.");
    }

    /// <summary>Whether the reader stands on <c>^[a-zA-Z0-9_-]{1,64}$</c>.</summary>
    public static bool IsName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return false;
        if (!reader.ValueIsEscaped) return IsName(reader.ValueSpan);
        // The longest escape of one character has six.
        Span<byte> name = stackalloc byte[MaxName * 6];
        return reader.ValueSpan.Length <= name.Length && IsName(name[..reader.CopyString(name)]);
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxName) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'_' or (byte)'-')) return false;
        }

        return true;
    }

    private static void Parameters(ref Utf8JsonReader reader, ref ChatFaults faults, Place at)
    {
        if (reader.TokenType == JsonTokenType.Null) return;
        var start = reader;
        if (SchemaFace.Fault(ref reader, mustBeObject: true) is { } why)
        {
            faults.Add($"{at}.parameters", "invalid_function_parameters", why);
            // The check has stopped somewhere inside.
            reader = start;
        }

        reader.Skip();
    }

    /// <summary>Where a function stands in a request; written out only where it is bad.</summary>
    internal readonly record struct Place(string List, int Index, string Field)
    {
        public override string ToString() => $"{List}[{Index}]{Field}";
    }
}
