using System.Text.Json;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Files;

/// <summary>A file as clients see it.</summary>
internal static class FileView
{
    public static void Write(Utf8JsonWriter json, FileRow file)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, file.Id);
        json.WriteString("object"u8, "file"u8);
        json.WriteNumber("bytes"u8, file.Bytes);
        json.WriteNumber("created_at"u8, file.CreatedAt.ToUnixTimeSeconds());
        json.WriteNumber("expires_at"u8, file.ExpiresAt.ToUnixTimeSeconds());
        json.WriteString("filename"u8, file.Name);
        json.WriteString("purpose"u8, file.Purpose);
        json.WriteString("status"u8, "processed"u8);
        json.WriteEndObject();
    }

    public static void WriteDeleted(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "file"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
    }
}
