using System.Buffers;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

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
    public static bool IsName(RawJson id, RawJson function)
    {
        if (!id.IsString || !function.IsGiven) return false;
        return !id.HasText || id.Bytes.SequenceEqual(function["name"u8].Bytes);
    }

    /// <summary>The id in its place: the same for every piece of a call, and of no other call.</summary>
    public static string Make(ForeignCall call, long choice, long index) =>
        $"{Prefix}{call.Id[(call.Id.LastIndexOf('-') + 1)..]}_{(choice == 0 ? "" : $"{choice}_")}{index}";

    /// <summary>The request with Yandex's ids for ours: the functions' names, which the conversation holds.</summary>
    public static ReadOnlyMemory<byte> Restore(byte[] request)
    {
        if (request.AsSpan().IndexOf(PrefixBytes) < 0) return request;
        var edits = new List<Edit>();
        var names = new ToolCallNames();
        foreach (var message in new RawJson(request)["messages"u8].Items)
        {
            foreach (var field in message.Fields)
            {
                if (field.Is("tool_calls"u8) && field.Value.IsGiven)
                {
                    names.Add(field.Value);
                    foreach (var item in field.Value.Items) Note(edits, request, item["id"u8], names);
                }
                else if (field.Is("tool_call_id"u8) && field.Value.IsGiven)
                {
                    Note(edits, request, field.Value, names);
                }
            }
        }

        return Apply(request, edits);
    }

    private static void Note(List<Edit> edits, ReadOnlySpan<byte> request, RawJson id, ToolCallNames names)
    {
        if (!id.Escaped.StartsWith(PrefixBytes) || names.Of(id) is not { } name) return;
        if (!request.Overlaps(id.Bytes, out var start)) throw new InvalidOperationException("The id is no part of the request.");
        edits.Add(new Edit(start, id.Bytes.Length, name));
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
