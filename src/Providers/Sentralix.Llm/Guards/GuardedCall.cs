using System.Text;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Guards.Repair;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Guards;

/// <summary>A route's guards over one call.</summary>
internal sealed class GuardedCall(bool repairsJson, IReadOnlyList<ICallGuard> guards)
{
    private const string Code = "content_blocked";

    /// <summary>Why an answer does not go on. It never says which word it was: whoever asked for it would only learn how to write it otherwise.</summary>
    public static OpenAiError AnswerBlocked { get; } = OpenAiError.InvalidRequest("The answer was blocked by a content rule of this model's route.", null, Code);

    /// <summary>What becomes of the request.</summary>
    /// <returns>Why it must not be made; null: it goes on.</returns>
    public OpenAiError? Request(WireForm form, ref ReadOnlyMemory<byte> request)
    {
        if (guards.Count == 0) return null;
        var splice = new TextSplice();
        var json = request.Span;
        foreach (var place in RequestTexts.Find(form, json))
        {
            var text = Encoding.UTF8.GetString(JsonText.Decode(json[place.Start..place.End]));
            var passing = text;
            foreach (var guard in guards)
            {
                if (guard.Request(passing) is not { } passed) return OpenAiError.InvalidRequest("The request was blocked by a content rule of this model's route.", null, Code);
                passing = passed;
            }

            if (passing != text) splice.Replace(place, passing);
        }

        if (!splice.IsEmpty) request = splice.Apply(json);
        return null;
    }

    /// <summary>The filters of one text of the answer; null: there are none.</summary>
    public AnswerText? Text()
    {
        var filters = guards.Select(guard => guard.Answer()).OfType<ITextFilter>().ToList();
        return filters.Count == 0 ? null : new AnswerText(filters);
    }

    /// <summary>The filters of one text of a stream. JSON is mended before the others put anything into it.</summary>
    private AnswerText Text(AnswerTextId id, bool repairs)
    {
        if (repairs && id.Kind == AnswerTextKind.Content) return new AnswerText([new JsonMending(), .. guards.Select(guard => guard.Answer()).OfType<ITextFilter>()]);
        return Text() ?? new AnswerText([]);
    }

    /// <summary>Whether answers are looked at.</summary>
    public bool Watches => Text() is not null;

    /// <summary>What becomes of a whole chat answer.</summary>
    /// <returns>Null: it must not go out.</returns>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON.</exception>
    public ReadOnlyMemory<byte>? Answer(ReadOnlyMemory<byte> answer)
    {
        var (strings, splice) = (new AnswerStrings(), new TextSplice());
        var json = answer.Span;
        strings.Read(json);
        foreach (var (_, place) in strings.Texts)
        {
            if (Text() is not { } filters) return answer;
            var text = Encoding.UTF8.GetString(JsonText.Decode(json[place.Start..place.End]));
            if (filters.Push(text) is not { } passed || filters.End() is not { } rest) return null;
            if (passed + rest is var whole && whole != text) splice.Replace(place, whole);
        }

        return splice.IsEmpty ? answer : splice.Apply(json);
    }

    /// <summary>Where a chat's stream is written to.</summary>
    /// <param name="client">Who waits for it.</param>
    /// <param name="repairs">The answer has to be JSON (<see cref="Repairs"/>).</param>
    public GuardedBody Body(Stream client, bool repairs = false) => new(new GuardedChunks(new AnswerTexts(id => Text(id, repairs))), client);

    /// <summary>Whether the answer has to be JSON, and is mended where it is not.</summary>
    public bool Repairs(ReadOnlySpan<byte> request)
    {
        if (!repairsJson) return false;
        var type = new RawJson(request)["response_format"u8]["type"u8].Bytes;
        return new RawJson(type).MendedText() is "json_object" or "json_schema";
    }

    /// <summary>A whole answer whose texts are JSON.</summary>
    /// <returns>Null: they are not and cannot be mended.</returns>
    /// <exception cref="System.Text.Json.JsonException">The answer itself is not JSON.</exception>
    public static ReadOnlyMemory<byte>? Repair(ReadOnlyMemory<byte> answer)
    {
        var (strings, splice) = (new AnswerStrings(), new TextSplice());
        var json = answer.Span;
        strings.Read(json);
        foreach (var (id, place) in strings.Texts)
        {
            // A model that refuses does so in words, and one that calls a tool has not answered yet.
            if (id.Kind != AnswerTextKind.Content || strings.Texts.Any(text => text.Id.Choice == id.Choice && text.Id.Kind is AnswerTextKind.Refusal or AnswerTextKind.Arguments)) continue;
            var text = Encoding.UTF8.GetString(JsonText.Decode(json[place.Start..place.End]));
            if (!JsonRepair.TryRepair(text, out var repaired)) return null;
            if (repaired != text) splice.Replace(place, repaired);
        }

        return splice.IsEmpty ? answer : splice.Apply(json);
    }
}
