using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Llm.Dialect;

/// <summary>Answers that are made here, in OpenAI's form.</summary>
internal static class JsonAnswer
{
    public static async Task Write(HttpContext http, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer)) write(json);
        http.Response.ContentType = DialectJson.ContentType;
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    /// <summary>A page of a list.</summary>
    /// <param name="http">The request.</param>
    /// <param name="rows">Read with one more than <paramref name="limit"/>.</param>
    /// <param name="limit">The most items of the page.</param>
    /// <param name="id">An item's id, after which the next page begins.</param>
    /// <param name="write">Writes an item.</param>
    public static Task WriteList<T>(HttpContext http, IReadOnlyList<T> rows, int limit, Func<T, string> id, Action<Utf8JsonWriter, T> write) => Write(http, json =>
    {
        var count = Math.Min(rows.Count, limit);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < count; i++) write(json, rows[i]);
        json.WriteEndArray();
        json.WriteString("first_id"u8, count == 0 ? null : id(rows[0]));
        json.WriteString("last_id"u8, count == 0 ? null : id(rows[count - 1]));
        json.WriteBoolean("has_more"u8, rows.Count > limit);
        json.WriteEndObject();
    });
}
