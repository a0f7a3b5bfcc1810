using System.Diagnostics.CodeAnalysis;

namespace Sentralix.Contracts;

/// <summary>An answer or an expected refusal. Faults throw; refusals never do (except in streams, see <see cref="RefusedException"/>).</summary>
public sealed class Result<T>
{
    private Result(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The answer; default where <see cref="Refusal"/> is set.</summary>
    public T? Value { get; }

    /// <summary>Why there is no answer.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is an answer.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    /// <summary>An answer.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    /// <summary>The answer, or <see cref="RefusedException"/>: for callers for whom a refusal is a fault.</summary>
    public T OrThrow() => Ok ? Value : throw new RefusedException(Refusal);

    /// <summary>Carries a refusal over to another answer type.</summary>
    public Result<TOther> Map<TOther>(Func<T, TOther> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Ok ? map(Value) : Refusal;
    }
}

/// <summary>The answer of an action that has nothing to say but that it is done (204).</summary>
public sealed record Done
{
    /// <summary>The one value.</summary>
    public static readonly Done Value = new();
}

/// <summary>A refusal inside a stream, which has no place for a <see cref="Result{T}"/>; over HTTP the same problem details.</summary>
public sealed class RefusedException(Refusal refusal) : Exception($"{refusal?.Code}: {refusal?.Detail}")
{
    /// <summary>The refusal.</summary>
    public Refusal Refusal { get; } = refusal ?? throw new ArgumentNullException(nameof(refusal));
}

/// <summary>The one fault between services: the callee could not be reached or broke.</summary>
public sealed class ServiceUnavailableException(string service, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The service that could not be reached.</summary>
    public string Service { get; } = service;
}
