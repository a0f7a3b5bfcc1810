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
        foreach (var field in new RawJson(json).Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("id"u8)) Id = field.Value.Bytes;
            else if (field.Is("created"u8)) Created = field.Value.Bytes;
            else if (field.Is("model"u8)) Model = field.Value.Bytes;
            else if (field.Is("usage"u8)) Usage = field.Value.Bytes;
            else if (field.Is("choices"u8)) choices = field.Value.Bytes;
            else if (field.Is("error"u8)) return false;
        }

        var items = new RawJson(choices).Items;
        return items.MoveNext() && ReadChoice(items.Current.Bytes) && !items.MoveNext();
    }

    private bool ReadChoice(ReadOnlySpan<byte> choice)
    {
        var (isStop, hasMessage) = (false, false);
        foreach (var field in new RawJson(choice).Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("finish_reason"u8)) isStop = field.Value.Is("stop"u8);
            else if (field.Is("logprobs"u8)) return false;
            else if (field.Is("message"u8)) hasMessage = ReadMessage(field.Value.Bytes);
        }

        return isStop && hasMessage;
    }

    private bool ReadMessage(ReadOnlySpan<byte> message)
    {
        foreach (var field in new RawJson(message).Fields)
        {
            if (!field.Value.IsGiven || field.Is("role"u8)) continue;
            if (field.Is("content"u8))
            {
                Content = field.Value.Bytes;
                continue;
            }

            if (SaysNothing(field.Value.Bytes)) continue;
            if (field.Value.IsString && Reasoning.IsEmpty && (field.Is("reasoning_content"u8) || field.Is("reasoning"u8)))
            {
                ReasoningField = field.Name.Escaped;
                Reasoning = field.Value.Bytes;
            }
            else
            {
                return false;
            }
        }

        return new RawJson(Content).IsString;
    }

    // Lists of tool calls and notes, refusals: some servers send them empty with every answer.
    public static bool SaysNothing(ReadOnlySpan<byte> value) => value.SequenceEqual("[]"u8) || value.SequenceEqual("\"\""u8);
}
