using System.Buffers;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Ids of tool calls in Yandex's compatible API. YandexGPT gives a call the name of its function as its id, so that two calls
/// of one function have one id; the models of others that Yandex hosts have proper ones. Clients get unique ids in the place of the
/// former, and Yandex gets its own back.</summary>
internal static class YandexCallIds
{
    // What our ids begin with, and no provider's do.
    private const string Prefix = "ycall_";

    private static ReadOnlySpan<byte> PrefixBytes => "ycall_"u8;

    /// <summary>Whether an id of Yandex's has to be replaced.</summary>
    /// <param name="id">The value of <c>id</c>; empty: none.</param>
    /// <param name="function">The value of <c>function</c>; empty: none.</param>
    public static bool IsName(ReadOnlySpan<byte> id, ReadOnlySpan<byte> function)
    {
        if (!JsonText.IsString(id) || function.IsEmpty) return false;
        return id.Length == 2 || id.SequenceEqual(JsonFields.Find(function, "name"u8));
    }

    /// <summary>The id in its place: the same for every piece of a call, and of no other call.</summary>
    public static string Make(ForeignCall call, long choice, long index) =>
        $"{Prefix}{call.Id[(call.Id.LastIndexOf('-') + 1)..]}_{(choice == 0 ? "" : $"{choice}_")}{index}";

    /// <summary>The request with Yandex's ids for ours: the functions' names, which the conversation holds.</summary>
    public static ReadOnlyMemory<byte> Restore(byte[] request)
    {
        if (request.AsSpan().IndexOf(PrefixBytes) < 0) return request;
        var edits = new List<Edit>();
        var messages = new JsonItems(JsonFields.Find(request, "messages"u8));
        var names = new ToolCallNames();
        while (messages.Next())
        {
            var fields = new JsonFields(messages.Value);
            while (fields.Next())
            {
                if (fields.Is("tool_calls"u8) && !fields.IsNull)
                {
                    names.Add(fields.Value);
                    var calls = new JsonItems(fields.Value);
                    while (calls.Next()) Note(edits, request, JsonFields.Find(calls.Value, "id"u8), names);
                }
                else if (fields.Is("tool_call_id"u8) && !fields.IsNull)
                {
                    Note(edits, request, fields.Value, names);
                }
            }
        }

        return Apply(request, edits);
    }

    private static void Note(List<Edit> edits, ReadOnlySpan<byte> request, ReadOnlySpan<byte> id, ToolCallNames names)
    {
        if (!id.StartsWith("\"ycall_"u8) || names.Of(id) is not { } name) return;
        if (!request.Overlaps(id, out var start)) throw new InvalidOperationException("The id is no part of the request.");
        edits.Add(new Edit(start, id.Length, name));
    }

    private static ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> request, List<Edit> edits)
    {
        var restored = new ArrayBufferWriter<byte>(request.Length);
        var at = 0;
        foreach (var edit in edits)
        {
            restored.Write(request[at..edit.Start]);
            restored.Write(edit.Name);
            at = edit.Start + edit.Length;
        }

        restored.Write(request[at..]);
        return restored.WrittenMemory;
    }

    private readonly record struct Edit(int Start, int Length, byte[] Name);
}
