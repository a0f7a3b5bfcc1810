using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Guards;

/// <summary>Where the texts of a chat answer stand, whole or one chunk of it.</summary>
internal sealed class AnswerStrings
{
    private readonly List<(AnswerTextId Id, ByteRange Place)> texts = [];
    private readonly List<int> finished = [];

    /// <summary>The texts, in the order in which they stand.</summary>
    public IReadOnlyList<(AnswerTextId Id, ByteRange Place)> Texts => texts;

    /// <summary>The choices that end here.</summary>
    public IReadOnlyList<int> Finished => finished;

    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Read(ReadOnlySpan<byte> answer)
    {
        texts.Clear();
        finished.Clear();
        var choices = new RawJson(answer)["choices"u8].Items;
        while (choices.MoveNext()) Choice(answer, choices.Current.Bytes, choices.Index);
        texts.Sort(static (a, b) => a.Place.Start.CompareTo(b.Place.Start));
    }

    private void Choice(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> choice, int place)
    {
        var index = IndexOf(choice, place);
        foreach (var field in new RawJson(choice).Fields)
        {
            if (field.Is("delta"u8) || field.Is("message"u8)) Message(answer, field.Value.Bytes, index);
            else if (field.Is("finish_reason"u8) && field.Value.IsGiven) finished.Add(index);
        }
    }

    private void Message(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> message, int choice)
    {
        foreach (var field in new RawJson(message).Fields)
        {
            if (field.Is("content"u8)) Add(answer, field.Value.Bytes, new(choice, AnswerTextKind.Content, 0, "content"));
            else if (field.Is("refusal"u8)) Add(answer, field.Value.Bytes, new(choice, AnswerTextKind.Refusal, 0, "refusal"));
            else if (field.Is("reasoning_content"u8)) Add(answer, field.Value.Bytes, new(choice, AnswerTextKind.Reasoning, 0, "reasoning_content"));
            else if (field.Is("reasoning"u8)) Add(answer, field.Value.Bytes, new(choice, AnswerTextKind.Reasoning, 0, "reasoning"));
            else if (field.Is("tool_calls"u8)) ToolCalls(answer, field.Value.Bytes, choice);
        }
    }

    private void ToolCalls(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> calls, int choice)
    {
        var items = new RawJson(calls).Items;
        while (items.MoveNext())
        {
            var arguments = items.Current["function"u8]["arguments"u8].Bytes;
            Add(answer, arguments, new(choice, AnswerTextKind.Arguments, IndexOf(items.Current.Bytes, items.Index), "arguments"));
        }
    }

    private void Add(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> value, AnswerTextId id)
    {
        // Some servers send every field with every chunk, most of them empty.
        if (value.Length <= 2 || !new RawJson(value).IsString) return;
        answer.Overlaps(value, out var start);
        texts.Add((id, new ByteRange(start, start + value.Length)));
    }

    private static int IndexOf(ReadOnlySpan<byte> item, int place) => new RawJson(item)["index"u8].ProtobufInteger() is { } said ? (int)said : place;
}
