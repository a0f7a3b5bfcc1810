using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Contracts;

/// <summary>The wall around every contract's implementation: authorisation, validation and idempotency. It decorates the interface,
/// so that a call in process meets the same walls as one over HTTP.</summary>
public class ContractGate<TContract> : DispatchProxy
    where TContract : class
{
    private Func<TContract> target = null!;
    private IIdempotency idempotency = null!;

    /// <summary>Puts the wall around an implementation.</summary>
    public static TContract Around(Func<TContract> target, IIdempotency idempotency)
    {
        var proxy = Create<TContract, ContractGate<TContract>>();
        var gate = (ContractGate<TContract>)(object)proxy;
        gate.target = target;
        gate.idempotency = idempotency;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = ContractMethod.Of(targetMethod!);
        var context = CallContext.Current;
        if (Admit(method, context, args!) is { } refusal) return method.Calls.Refuse(refusal);
        if (method.Verb != "POST" || method.IsStream || context.IdempotencyKey is not { } key) return Call(method, args!);

        // The key belongs to the call that crossed the border, not to the calls made on its behalf.
        IdempotentCall? started = null;
        var scope = new IdempotencyScope(context.Tenant, context.Actor, $"{method.Verb} {method.Route}", key, Fingerprint(method, args!));
        return method.Calls.Guard(
            admit: async () =>
            {
                started = await idempotency.Begin(scope, CancellationToken.None);
                return started.Refusal;
            },
            call: () =>
            {
                using var _ = (context with { IdempotencyKey = null, DomainKey = key }).Enter();
                return Call(method, args!);
            },
            // "Come again later" is not an answer to keep: who comes again brings the same key.
            after: outcome => idempotency.End(scope, started!.Claim!, outcome is { Refusal: null or { Status: < 500, RetryAfterMs: null } }, outcome?.Value, outcome?.Refusal),
            replay: () =>
            {
                if (started is { Replay: not null } && context.Replayed is { } marker) marker.Set = true;
                return started?.Replay;
            },
            CancellationToken.None);
    }

    private static Refusal? Admit(ContractMethod method, CallContext context, object?[] args)
    {
        if (context.Conversation is not null && method.Contract.Kind == ContractKind.Public && !method.Scope.Contact)
            return Refusal.Forbidden(method.Scope.Scope);
        if (!context.Holds(method.Scope.Scope)) return Refusal.Forbidden(method.Scope.Scope);

        var faults = new Faults();
        for (var i = 0; i < args.Length; i++)
        {
            var parameter = method.Parameters[i];
            switch (args[i])
            {
                case IValidated body:
                    body.Validate(faults);
                    break;
                case string named when parameter.Place == ParameterPlace.Route && named.Length > parameter.Longest:
                    faults.Add(parameter.Name, $"must have at most {parameter.Longest} characters");
                    break;
                case string text when text.Contains('\0', StringComparison.Ordinal):
                    // PostgreSQL cannot even look for it.
                    faults.Add(parameter.Name, "must not contain NUL");
                    break;
                case int limit when parameter.Name == "limit":
                    faults.When(limit is < 1 or > Paging.MaxLimit, "limit", $"must be from 1 to {Paging.MaxLimit}");
                    break;
            }
        }

        return faults.Refusal;
    }

    private static string Fingerprint(ContractMethod method, object?[] args)
    {
        var parts = method.Parameters
            .Select((p, i) => (p, Value: args[i]))
            .Where(a => a.p.Place is ParameterPlace.Body or ParameterPlace.Route or ParameterPlace.Query)
            .Select(a => JsonSerializer.Serialize(a.Value, SentralixJson.Options));
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }

    private object Call(ContractMethod method, object?[] args)
    {
        try
        {
            return method.Method.Invoke(target(), BindingFlags.DoNotWrapExceptions, null, args, null)!;
        }
        catch (TargetInvocationException fault) when (fault.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException);
            throw;
        }
    }
}

/// <summary>Stands for a contract whose service is neither in this process nor configured elsewhere: 501 with the reason.</summary>
public class NotInstalled<TContract> : DispatchProxy
    where TContract : class
{
    private string service = "";

    /// <summary>Whether a contract that was asked for is this stand-in, as it is for the whole of a process's life: for whoever would ask at every
    /// turn. A service that is configured in another process may still refuse with <c>not_installed</c>.</summary>
    public static bool Is(TContract contract) => contract is NotInstalled<TContract>;

    /// <summary>The stand-in.</summary>
    public static TContract Make(string service)
    {
        var absent = Create<TContract, NotInstalled<TContract>>();
        ((NotInstalled<TContract>)(object)absent).service = service;
        return absent;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = ContractMethod.Of(targetMethod!);
        return method.Calls.Refuse(Refusal.NotInstalled(service));
    }
}
