using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The first piece of a streamed tool call: which, and of what function.</summary>
internal readonly ref struct CallStart(int index, RawJson id, RawJson name)
{
    private readonly RawJson id = id;
    private readonly RawJson name = name;

    public static void Write(Utf8JsonWriter json, CallStart start)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, start.Index);
        json.WriteRaw("id"u8, start.id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteRaw("name"u8, start.name);
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
internal readonly ref struct CallPiece(int index, RawJson piece, bool isText)
{
    private readonly RawJson piece = piece;

    public static void Write(Utf8JsonWriter json, CallPiece more)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, more.Index);
        json.WriteStartObject("function"u8);
        json.WritePropertyName("arguments"u8);
        if (more.IsText) json.WriteRaw(more.piece);
        else json.WriteAsText(more.piece);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private int Index { get; } = index;

    private bool IsText { get; } = isText;
}
