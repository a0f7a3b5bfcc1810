using System.Globalization;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Numbers of a chat request and their limits. The reader stands on the field's name before, and on its value's last
/// token afterwards.</summary>
internal static class ChatNumbers
{
    public static void Integer(ref Utf8JsonReader reader, ref ChatFaults faults, string name, long least, long most)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.Number)
        {
            faults.Add(name, "invalid_type", "it must be an integer.");
            reader.Skip();
        }
        else if (!reader.TryGetInt64(out var value))
        {
            faults.Add(name, "invalid_value", "it must be an integer.");
        }
        else if (value < least || value > most)
        {
            faults.Add(name, "invalid_value", $"it must be from {least} to {most}, and is {value}.");
        }
    }

    public static void Number(ref Utf8JsonReader reader, ref ChatFaults faults, string name, int least, int most)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.Number)
        {
            faults.Add(name, "invalid_type", "it must be a number.");
            reader.Skip();
        }
        else if (!reader.TryGetDouble(out var value) || value < least || value > most)
        {
            faults.Add(name, "invalid_value", string.Create(CultureInfo.InvariantCulture, $"it must be from {least} to {most}, and is {value}."));
        }
    }
}
