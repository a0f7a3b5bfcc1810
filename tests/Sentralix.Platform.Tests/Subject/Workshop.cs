using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Tests.Subject;

/// <summary>The one implementation of the test contracts; it says what reached it.</summary>
internal sealed class Workshop : IWorkshop, IWorkshopAdmin, IShopWindow
{
    /// <summary>Completed when a call with this id has begun.</summary>
    public static ConcurrentDictionary<string, TaskCompletionSource> Begun { get; } = new();

    /// <summary>Completed when a call with this id has seen its cancellation.</summary>
    public static ConcurrentDictionary<string, TaskCompletionSource> Cancelled { get; } = new();

    public Task<Result<Echo>> Echo(string id, string? ifMatch, string? text, int? number, bool? flag, DateTimeOffset? at, Shape? shape, NewTool body, CancellationToken cancellation) =>
        Task.FromResult<Result<Echo>>(new Echo(id, ifMatch, text, number, flag, at, shape, body.Name, 7));

    public Task<Result<Echo>> Refuse(RefusalOrder body, CancellationToken cancellation) =>
        Task.FromResult<Result<Echo>>(new Refusal(body.Code, body.Status, body.Detail) { Errors = body.Errors, RetryAfterMs = body.RetryAfterMs });

    public Task<Result<Done>> Delete(string id, CancellationToken cancellation) =>
        Task.FromResult<Result<Done>>(id == "tool_known" ? Done.Value : Refusal.NotFound("tool"));

    public Task<Result<Page<string>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long last)) return Task.FromResult<Result<Page<string>>>(Paging.BadCursor);
        var rows = Enumerable.Range(1, 10).Where(i => i > last).Take(limit + 1).ToList();
        return Task.FromResult<Result<Page<string>>>(Paging.Of(rows, limit, i => $"{i}", i => $"инструмент {i}"));
    }

    public Task<Result<Heard>> Note(NewTool? body, CancellationToken cancellation) => Hear(body?.Name);

    public Task<Result<Done>> Break(CancellationToken cancellation) => throw new InvalidDataException("the secret reason");

    public async Task<Result<Done>> Wait(string id, CancellationToken cancellation)
    {
        Signal(Begun, id).TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (OperationCanceledException)
        {
            Signal(Cancelled, id).TrySetResult();
            throw;
        }

        return Done.Value;
    }

    Task<Result<Heard>> IWorkshop.Order(NewTool body, CancellationToken cancellation) => Hear(body.Name);

    Task<Result<Heard>> IShopWindow.Order(NewTool body, CancellationToken cancellation) => Hear(body.Name);

    public Task<Result<Heard>> Who(CancellationToken cancellation) => Hear(null);

    public async Task<Result<Heard>> Upload(Stream content, string? contentType, string name, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellation);
        var hash = Convert.ToHexStringLower(SHA256.HashData(whole.ToArray()));
        return new Heard(CallContext.Current.Tenant, name, hash, whole.Length, contentType);
    }

    public async IAsyncEnumerable<Chip> Saw(string id, SawMode mode, int count, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (mode == SawMode.RefuseAtOnce) throw new RefusedException(Refusal.Conflict("blunt", "Пила тупая."));
        try
        {
            for (var seq = 0; mode == SawMode.Endless || seq < count; seq++)
            {
                if (mode == SawMode.BreakAfterThree && seq == 3) throw new InvalidDataException("the secret reason");
                yield return new Chip(seq, $"щепка {seq} {CallContext.Current.Tenant}");
                if (mode == SawMode.Endless) await Task.Delay(5, cancellation);
            }
        }
        finally
        {
            if (cancellation.IsCancellationRequested) Signal(Cancelled, id).TrySetResult();
        }
    }

    public Task<Result<Heard>> Add(ToolSettings body, CancellationToken cancellation) => Hear(body.Name);

    public static TaskCompletionSource Signal(ConcurrentDictionary<string, TaskCompletionSource> signals, string id) =>
        signals.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private static Task<Result<Heard>> Hear(string? what) =>
        Task.FromResult<Result<Heard>>(new Heard(CallContext.Current.Tenant, CallContext.Current.Actor, what));
}
