using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Evaluation;

/// <summary>Errors as they are found. Those of a branch that turns out not to matter are taken back. Paths are made for those that stay.</summary>
internal sealed class ErrorLog(int most)
{
    private readonly List<(string Keyword, KeywordPlace Place, int At, Words Message)> found = [];
    private int left;

    public bool IsEmpty => found.Count == 0;

    public bool HasMore => left > 0;

    public (int Kept, int Left) Position => (found.Count, left);

    public void Add(string keyword, KeywordPlace place, int at, Words message)
    {
        if (found.Count < most) found.Add((keyword, place, at, message));
        else left++;
    }

    public void Rewind((int Kept, int Left) position)
    {
        found.RemoveRange(position.Kept, found.Count - position.Kept);
        left = position.Left;
    }

    public IReadOnlyList<ValidationError> Tell(TapeView instance)
    {
        var errors = new List<ValidationError>(found.Count);
        foreach (var (keyword, place, at, message) in found) errors.Add(new ValidationError(TapePointer.Of(instance, at), place.ToString(), keyword, message));
        return errors;
    }
}
