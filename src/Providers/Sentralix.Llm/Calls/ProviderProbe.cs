using System.Text;
using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Routing;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Calls;

/// <summary>Asks a provider for a short answer with each of its keys, on the way that every call takes.</summary>
internal sealed class ProviderProbe(TenantBooks books, CallGate gate, CallRunner runner, HealthBook health, TimeProvider time) : IProviderProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<ModelProviderTest> Test(string owner, string provider, string model, CancellationToken cancellation)
    {
        var caller = CallContext.Current;
        var book = await books.Of(caller.Tenant, cancellation);
        var keys = new List<ModelKeyTest>();
        if (book.Upstreams.FirstOrDefault(u => u.Id == provider) is { } upstream)
        {
            var target = RouteTarget.Of(upstream, model, model, health, prices: book.PricesOf(upstream, model));
            foreach (var key in target.Keys) keys.Add(await Ask(book, caller, target.With(key), model, cancellation));
        }

        return new ModelProviderTest(keys.Count > 0 && keys.TrueForAll(k => k.Ok), keys);
    }

    private async Task<ModelKeyTest> Ask(TenantBook book, CallContext caller, RouteTarget target, string model, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var route = new ModelRoute { Id = model, Owner = target.Upstream.Name, Since = time.GetUtcNow(), Targets = [target], AnswerTimeout = Patience };
        var body = Encoding.UTF8.GetBytes($$"""{"model":{{JsonSerializer.Serialize(model)}},"messages":[{"role":"user","content":"Say: OK"}],"max_tokens":16}""");
        if (!ChatRequestScan.TryRead(body, out var shape, out var broken)) return Failed("bad_request", broken.Message);
        using var admitted = gate.Enter(book, caller, route, body.Length, shape, out var limited);
        if (admitted is null) return Failed(limited!.Error.Code ?? "rate_limited", limited.Error.Message);
        using var call = await runner.Open(new ModelRequest
        {
            CallId = Ids.New("llm", time.GetUtcNow()),
            CreatedAt = time.GetUtcNow(),
            Caller = caller,
            Book = book,
            Route = route,
            Form = WireForm.Chat,
            IsOurs = true,
            Body = body,
            Shape = shape,
            Admitted = admitted,
            Started = started,
        }, cancellation);
        if (call.Answering is { } attempt)
        {
            attempt.Answered(attempt.Usage);
            return new ModelKeyTest { Key = target.Keys[0].Key.Id, Ok = true, DurationMs = Elapsed() };
        }

        if (call.Refusal is { } refusal) return Failed(refusal.Error.Code ?? "quota_exceeded", refusal.Error.Message);
        var fault = call.FaultAt(time.GetUtcNow());
        return Failed(Upstreams.FaultCodes.Name(fault.Code), fault.Refusal?.Message ?? fault.Detail);

        long Elapsed() => (long)time.GetElapsedTime(started).TotalMilliseconds;

        ModelKeyTest Failed(string code, string detail) =>
            new() { Key = target.Keys[0].Key.Id, Ok = false, DurationMs = Elapsed(), ErrorCode = code, ErrorDetail = detail };
    }
}
