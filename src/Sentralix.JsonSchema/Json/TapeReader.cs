using System.Text.Json;
using System.Text.Unicode;

namespace Sentralix.JsonSchema.Json;

/// <summary>Reads a JSON text once and lays it on a tape, so that every keyword may look at any value as often as it needs to.</summary>
internal static class TapeReader
{
    public static TapeReading Read(ReadOnlySpan<byte> text, int maxBytes, int maxDepth, Scratch scratch)
    {
        scratch.NodeCount = 0;
        scratch.BesideLength = 0;
        if (text.Length > maxBytes) return new TapeReading(TapeFault.TooLarge, maxBytes);

        // The reader of .NET looks at the bytes of a string only when it is asked for its characters.
        if (!Utf8.IsValid(text)) return new TapeReading(TapeFault.NotJson, 0);
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            return Lay(ref reader, text, maxDepth, scratch);
        }
        catch (JsonException)
        {
            return new TapeReading(TapeFault.NotJson, reader.BytesConsumed);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is no character, and no text can hold it.
            return new TapeReading(TapeFault.NotJson, reader.TokenStartIndex);
        }
    }

    private static TapeReading Lay(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, int maxDepth, Scratch scratch)
    {
        var nodes = scratch.Nodes;
        var count = 0;
        var open = -1;
        while (reader.Read())
        {
            var token = reader.TokenType;
            if (token is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                // Until it is closed, a container keeps in End which container holds it.
                ref var closed = ref nodes[open];
                var outer = closed.End;
                closed.End = count;
                closed.Length = (int)reader.BytesConsumed - closed.Start;
                if (closed.Kind == JsonKind.Object && closed.Count > 1)
                {
                    // Which of two members of one name is meant is anybody's guess, and whoever reads the value later may guess otherwise.
                    var twice = DuplicateNames.Find(new TapeView(text, scratch.Beside, nodes.AsSpan(0, count)), open);
                    if (twice >= 0) return new TapeReading(TapeFault.DuplicateName, nodes[twice].IsBeside ? reader.TokenStartIndex : nodes[twice].Start);
                }

                open = outer;
                continue;
            }

            if (count == nodes.Length)
            {
                Array.Resize(ref scratch.Nodes, 2 * nodes.Length);
                nodes = scratch.Nodes;
            }

            ref var node = ref nodes[count];
            node.Start = (int)reader.TokenStartIndex;
            node.Length = reader.ValueSpan.Length;
            node.Count = 0;
            node.IsBeside = false;
            if (open >= 0 && token != JsonTokenType.PropertyName) nodes[open].Count++;
            switch (token)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (reader.CurrentDepth >= maxDepth) return new TapeReading(TapeFault.TooDeep, reader.TokenStartIndex);
                    node.Kind = token == JsonTokenType.StartObject ? JsonKind.Object : JsonKind.Array;
                    node.End = open;
                    open = count++;
                    continue;
                case JsonTokenType.String or JsonTokenType.PropertyName:
                    node.Kind = JsonKind.String;
                    node.Start++;
                    if (reader.ValueIsEscaped) LayBeside(ref reader, ref node, scratch);
                    break;
                default:
                    node.Kind = token switch
                    {
                        JsonTokenType.Number => JsonKind.Number,
                        JsonTokenType.True => JsonKind.True,
                        JsonTokenType.False => JsonKind.False,
                        _ => JsonKind.Null,
                    };
                    break;
            }

            node.End = ++count;
        }

        scratch.NodeCount = count;
        return default;
    }

    private static void LayBeside(ref Utf8JsonReader reader, ref TapeNode node, Scratch scratch)
    {
        var wanted = scratch.BesideLength + node.Length;
        if (scratch.Beside.Length < wanted) Array.Resize(ref scratch.Beside, Math.Max(wanted, 2 * scratch.Beside.Length));
        node.Start = scratch.BesideLength;
        node.Length = reader.CopyString(scratch.Beside.AsSpan(scratch.BesideLength));
        node.IsBeside = true;
        scratch.BesideLength += node.Length;
    }
}
