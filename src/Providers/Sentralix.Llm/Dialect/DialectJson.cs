using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>How JSON is written in this dialect: as OpenAI does, Cyrillic as itself and not as escapes.</summary>
internal static class DialectJson
{
    public const string ContentType = "application/json";

    // "Unsafe" is about HTML pages; these bytes are API answers and event streams.
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
