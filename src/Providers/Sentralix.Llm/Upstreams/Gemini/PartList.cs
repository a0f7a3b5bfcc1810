using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>A content that is begun by its first part: what turns out empty leaves nothing behind.</summary>
internal sealed class PartList(Utf8JsonWriter json, string? role)
{
    private bool isOpen;

    public static PartList System(Utf8JsonWriter json) => new(json, null);

    public static PartList Content(Utf8JsonWriter json, string role) => new(json, role);

    /// <summary>Begins a part. The caller writes its fields and ends it.</summary>
    public Utf8JsonWriter Begin()
    {
        if (!isOpen)
        {
            isOpen = true;
            if (role is null)
            {
                json.WriteStartObject("systemInstruction"u8);
            }
            else
            {
                json.WriteStartObject();
                json.WriteString("role"u8, role);
            }

            json.WriteStartArray("parts"u8);
        }

        json.WriteStartObject();
        return json;
    }

    public void Close()
    {
        if (!isOpen) return;
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
