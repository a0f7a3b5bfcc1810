using System.Runtime.CompilerServices;
using System.Text.Json;
using Sentralix.Contracts;

namespace Sentralix.Platform.Contracts;

/// <summary>The typed part of handling a method whose answer type is known only at run time.</summary>
internal interface IContractCall
{
    /// <summary>An answer that is this refusal, in the method's return type.</summary>
    object Refuse(Refusal refusal);

    /// <summary>Runs <paramref name="admit"/> first; a refusal is the answer, else the stored one, else <paramref name="call"/>'s,
    /// which <paramref name="after"/> sees (null: the call broke).</summary>
    object Guard(Func<ValueTask<Refusal?>> admit, Func<object> call, Func<Outcome?, ValueTask>? after, Func<JsonElement?>? replay, CancellationToken cancellation);

    /// <summary>Waits for a result.</summary>
    Task<Outcome> Await(object answer);

    /// <summary>A stream's items, boxed.</summary>
    IAsyncEnumerable<object> Items(object answer, CancellationToken cancellation);
}

/// <summary>An answer or a refusal, untyped.</summary>
internal readonly record struct Outcome(object? Value, Refusal? Refusal);

internal sealed class ResultCall<T> : IContractCall
{
    public object Refuse(Refusal refusal) => Task.FromResult<Result<T>>(refusal);

    public object Guard(Func<ValueTask<Refusal?>> admit, Func<object> call, Func<Outcome?, ValueTask>? after, Func<JsonElement?>? replay, CancellationToken cancellation) =>
        Run(admit, call, after, replay);

    public async Task<Outcome> Await(object answer)
    {
        var result = await (Task<Result<T>>)answer;
        return new Outcome(result.Value, result.Refusal);
    }

    public IAsyncEnumerable<object> Items(object answer, CancellationToken cancellation) => throw new InvalidOperationException("This method answers once.");

    private static async Task<Result<T>> Run(Func<ValueTask<Refusal?>> admit, Func<object> call, Func<Outcome?, ValueTask>? after, Func<JsonElement?>? replay)
    {
        if (await admit() is { } refusal) return refusal;
        if (replay?.Invoke() is { } stored) return stored.Deserialize<T>(SentralixJson.Options)!;
        Result<T> result;
        try
        {
            result = await (Task<Result<T>>)call();
        }
        catch
        {
            // A fault leaves no answer to keep: the key is free again, and the fault goes on.
            if (after is not null) await after(null);
            throw;
        }

        if (after is not null) await after(new Outcome(result.Value, result.Refusal));
        return result;
    }
}

internal sealed class StreamCall<T> : IContractCall
{
    public object Refuse(Refusal refusal) => Refused(refusal);

    public object Guard(Func<ValueTask<Refusal?>> admit, Func<object> call, Func<Outcome?, ValueTask>? after, Func<JsonElement?>? replay, CancellationToken cancellation) =>
        Run(admit, call, cancellation);

    public Task<Outcome> Await(object answer) => throw new InvalidOperationException("This method answers with a stream.");

    public async IAsyncEnumerable<object> Items(object answer, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in ((IAsyncEnumerable<T>)answer).WithCancellation(cancellation)) yield return item!;
    }

    private static async IAsyncEnumerable<T> Run(Func<ValueTask<Refusal?>> admit, Func<object> call, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await admit() is { } refusal) throw new RefusedException(refusal);
        await foreach (var item in ((IAsyncEnumerable<T>)call()).WithCancellation(cancellation)) yield return item;
    }

#pragma warning disable CS1998 // A stream that refuses has nothing to await.
    private static async IAsyncEnumerable<T> Refused(Refusal refusal)
    {
        throw new RefusedException(refusal);
#pragma warning disable CS0162 // The compiler needs a yield to see an iterator.
        yield break;
#pragma warning restore CS0162
    }
#pragma warning restore CS1998
}
