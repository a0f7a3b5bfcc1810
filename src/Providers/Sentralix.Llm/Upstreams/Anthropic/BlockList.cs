using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>A list of content blocks that is begun by its first block: what turns out empty leaves nothing behind, neither a message
/// nor a field. Blocks of the same role that follow each other land in one message.</summary>
internal sealed class BlockList(Utf8JsonWriter json, string wanted, bool isField)
{
    private string? open;

    /// <summary>Blocks in messages, which take turns.</summary>
    public static BlockList Messages(Utf8JsonWriter json) => new(json, "user", isField: false);

    /// <summary>Blocks in a field of the object that is being written.</summary>
    public static BlockList Field(Utf8JsonWriter json, string name) => new(json, name, isField: true);

    /// <summary>The blocks from here on are of this role.</summary>
    public void Turn(string role) => wanted = role;

    /// <summary>Begins a block. The caller writes its fields and ends it.</summary>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        if (open != wanted)
        {
            Close();
            Open();
        }

        json.WriteStartObject();
        json.WriteString("type"u8, type);
        return json;
    }

    public void Close()
    {
        if (open is null) return;
        json.WriteEndArray();
        if (!isField) json.WriteEndObject();
        open = null;
    }

    private void Open()
    {
        open = wanted;
        if (isField)
        {
            json.WriteStartArray(wanted);
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, wanted);
        json.WriteStartArray("content"u8);
    }
}
