namespace Sentralix.JsonSchema.Evaluation;

/// <summary>Errors as they are found. Those of a branch that turns out not to matter are taken back.</summary>
internal sealed class ErrorLog(int most)
{
    private readonly List<ValidationError> errors = [];
    private int left;

    public IReadOnlyList<ValidationError> Errors => errors;

    public bool HasMore => left > 0;

    public (int Kept, int Left) Position => (errors.Count, left);

    public void Add(ValidationError error)
    {
        if (errors.Count < most) errors.Add(error);
        else left++;
    }

    public void Rewind((int Kept, int Left) position)
    {
        errors.RemoveRange(position.Kept, errors.Count - position.Kept);
        left = position.Left;
    }
}
