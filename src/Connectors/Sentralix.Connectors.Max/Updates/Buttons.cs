using System.Text.Json;
using Sentralix.Connectors.Max.Wire;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>The buttons under a message of MAX.</summary>
internal static class Buttons
{
    public static IEnumerable<JsonElement> Of(JsonElement body) => body.Items("attachments")
        .Where(attachment => attachment.Text("type") == "inline_keyboard")
        .SelectMany(keyboard => (keyboard.Object("payload") ?? default).Items("buttons"))
        .Where(row => row.ValueKind == JsonValueKind.Array)
        .SelectMany(row => row.EnumerateArray());
}
