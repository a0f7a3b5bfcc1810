using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Caching;

/// <summary>A whole chat answer that can be given again, as JSON or as a stream. Its parts are JSON values as they stand in it.</summary>
internal ref struct CacheableAnswer
{
    /// <summary>The largest answer that is kept.</summary>
    public const int Largest = 256 * 1024;

    public ReadOnlySpan<byte> Id { get; private set; }

    public ReadOnlySpan<byte> Created { get; private set; }

    public ReadOnlySpan<byte> Model { get; private set; }

    /// <summary>A string.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>The field that the model's thoughts stand in, and they; empty: there are none.</summary>
    public ReadOnlySpan<byte> ReasoningField { get; private set; }

    public ReadOnlySpan<byte> Reasoning { get; private set; }

    public ReadOnlySpan<byte> Usage { get; private set; }

    /// <summary>Reads an answer.</summary>
    /// <returns>False: it has not ended by itself, or says more than a text.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out CacheableAnswer answer)
    {
        answer = default;
        if (json.Length > Largest) return false;
        try
        {
            return answer.Read(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Read(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> choices = default;
        var fields = new JsonFields(json);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("id"u8)) Id = fields.Value;
            else if (fields.Is("created"u8)) Created = fields.Value;
            else if (fields.Is("model"u8)) Model = fields.Value;
            else if (fields.Is("usage"u8)) Usage = fields.Value;
            else if (fields.Is("choices"u8)) choices = fields.Value;
            else if (fields.Is("error"u8)) return false;
        }

        var items = new JsonItems(choices);
        return items.Next() && ReadChoice(items.Value) && !items.Next();
    }

    private bool ReadChoice(ReadOnlySpan<byte> choice)
    {
        var (isStop, hasMessage) = (false, false);
        var fields = new JsonFields(choice);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("finish_reason"u8)) isStop = fields.Value.SequenceEqual("\"stop\""u8);
            else if (fields.Is("logprobs"u8)) return false;
            else if (fields.Is("message"u8)) hasMessage = ReadMessage(fields.Value);
        }

        return isStop && hasMessage;
    }

    private bool ReadMessage(ReadOnlySpan<byte> message)
    {
        var fields = new JsonFields(message);
        while (fields.Next())
        {
            if (fields.IsNull || fields.Is("role"u8)) continue;
            if (fields.Is("content"u8))
            {
                Content = fields.Value;
                continue;
            }

            if (SaysNothing(fields.Value)) continue;
            if (fields.Kind == JsonTokenType.String && Reasoning.IsEmpty && (fields.Is("reasoning_content"u8) || fields.Is("reasoning"u8)))
            {
                ReasoningField = fields.Name;
                Reasoning = fields.Value;
            }
            else
            {
                return false;
            }
        }

        return JsonText.IsString(Content);
    }

    // Lists of tool calls and notes, refusals: some servers send them empty with every answer.
    public static bool SaysNothing(ReadOnlySpan<byte> value) => value.SequenceEqual("[]"u8) || value.SequenceEqual("\"\""u8);
}
