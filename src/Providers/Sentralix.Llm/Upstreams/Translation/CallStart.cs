using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The first piece of a streamed tool call: which, and of what function.</summary>
internal readonly ref struct CallStart(int index, JsonValue id, JsonValue name)
{
    private readonly JsonValue id = id;
    private readonly JsonValue name = name;

    public static void Write(Utf8JsonWriter json, CallStart start)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, start.Index);
        start.id.WriteTo(json, "id"u8);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        start.name.WriteTo(json, "name"u8);
        json.WriteString("arguments"u8, ""u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private int Index { get; } = index;
}

/// <summary>A later piece: more of its arguments.</summary>
/// <param name="index">Which call.</param>
/// <param name="piece">A string that holds a piece of JSON, or the JSON itself.</param>
/// <param name="isText">It is the string.</param>
internal readonly ref struct CallPiece(int index, JsonValue piece, bool isText)
{
    private readonly JsonValue piece = piece;

    public static void Write(Utf8JsonWriter json, CallPiece more)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, more.Index);
        json.WriteStartObject("function"u8);
        json.WritePropertyName("arguments"u8);
        if (more.IsText) more.piece.WriteTo(json);
        else more.piece.WriteAsText(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private int Index { get; } = index;

    private bool IsText { get; } = isText;
}
