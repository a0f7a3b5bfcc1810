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
        var choices = new JsonItems(JsonFields.Find(answer, "choices"u8));
        while (choices.Next()) Choice(answer, choices.Value, choices.Index);
        texts.Sort(static (a, b) => a.Place.Start.CompareTo(b.Place.Start));
    }

    private void Choice(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> choice, int place)
    {
        var index = IndexOf(choice, place);
        var fields = new JsonFields(choice);
        while (fields.Next())
        {
            if (fields.Is("delta"u8) || fields.Is("message"u8)) Message(answer, fields.Value, index);
            else if (fields.Is("finish_reason"u8) && !fields.IsNull) finished.Add(index);
        }
    }

    private void Message(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> message, int choice)
    {
        var fields = new JsonFields(message);
        while (fields.Next())
        {
            if (fields.Is("content"u8)) Add(answer, fields.Value, new(choice, AnswerTextKind.Content, 0, "content"));
            else if (fields.Is("refusal"u8)) Add(answer, fields.Value, new(choice, AnswerTextKind.Refusal, 0, "refusal"));
            else if (fields.Is("reasoning_content"u8)) Add(answer, fields.Value, new(choice, AnswerTextKind.Reasoning, 0, "reasoning_content"));
            else if (fields.Is("reasoning"u8)) Add(answer, fields.Value, new(choice, AnswerTextKind.Reasoning, 0, "reasoning"));
            else if (fields.Is("tool_calls"u8)) ToolCalls(answer, fields.Value, choice);
        }
    }

    private void ToolCalls(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> calls, int choice)
    {
        var items = new JsonItems(calls);
        while (items.Next())
        {
            var arguments = JsonFields.Find(JsonFields.Find(items.Value, "function"u8), "arguments"u8);
            Add(answer, arguments, new(choice, AnswerTextKind.Arguments, IndexOf(items.Value, items.Index), "arguments"));
        }
    }

    private void Add(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> value, AnswerTextId id)
    {
        // Some servers send every field with every chunk, most of them empty.
        if (value.Length <= 2 || !JsonText.IsString(value)) return;
        answer.Overlaps(value, out var start);
        texts.Add((id, new ByteRange(start, start + value.Length)));
    }

    private static int IndexOf(ReadOnlySpan<byte> item, int place) => JsonText.Number(JsonFields.Find(item, "index"u8)) is { } said ? (int)said : place;
}
