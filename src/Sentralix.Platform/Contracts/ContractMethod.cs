using System.Collections.Concurrent;
using System.Reflection;
using Refit;
using Sentralix.Contracts;

namespace Sentralix.Platform.Contracts;

/// <summary>What one method of a contract says of itself: verb, route, scope, parameters, answer. Read once from its attributes.</summary>
internal sealed class ContractMethod
{
    private static readonly ConcurrentDictionary<MethodInfo, ContractMethod> Known = new();

    private ContractMethod(MethodInfo method)
    {
        Method = method;
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        var http = method.GetCustomAttribute<HttpMethodAttribute>() ?? throw new InvalidOperationException($"{name} has no verb and route.");
        Verb = http.Method.Method;
        Route = http.Path;
        Contract = method.DeclaringType.GetCustomAttribute<ContractAttribute>() ?? throw new InvalidOperationException($"{method.DeclaringType.Name} has no [Contract].");
        Scope = method.GetCustomAttribute<ScopeAttribute>() ?? throw new InvalidOperationException($"{name} has no [Scope].");
        MaxBody = method.GetCustomAttribute<MaxBodyAttribute>()?.Bytes ?? 1 << 20;
        Parameters = [.. method.GetParameters().Select(p => new ContractParameter(p, Route))];

        var returns = method.ReturnType;
        if (returns.IsGenericType && returns.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
        {
            IsStream = true;
            Answer = returns.GetGenericArguments()[0];
        }
        else if (returns.IsGenericType && returns.GetGenericTypeDefinition() == typeof(Task<>)
            && returns.GetGenericArguments()[0] is { IsGenericType: true } result && result.GetGenericTypeDefinition() == typeof(Result<>))
        {
            Answer = result.GetGenericArguments()[0];
        }
        else
        {
            throw new InvalidOperationException($"{name} must answer Task<Result<T>> or IAsyncEnumerable<T>.");
        }

        Status = method.GetCustomAttribute<AnswersAttribute>()?.Status ?? (Answer == typeof(Done) ? 204 : 200);
        Calls = (IContractCall)Activator.CreateInstance((IsStream ? typeof(StreamCall<>) : typeof(ResultCall<>)).MakeGenericType(Answer))!;
    }

    public MethodInfo Method { get; }

    public ContractAttribute Contract { get; }

    public string Verb { get; }

    public string Route { get; }

    public ScopeAttribute Scope { get; }

    public int Status { get; }

    public int MaxBody { get; }

    public bool IsStream { get; }

    /// <summary>T of <see cref="Result{T}"/>, or the stream's item.</summary>
    public Type Answer { get; }

    public IReadOnlyList<ContractParameter> Parameters { get; }

    public IContractCall Calls { get; }

    public static ContractMethod Of(MethodInfo method) => Known.GetOrAdd(method, m => new ContractMethod(m));

    public static IReadOnlyList<ContractMethod> AllOf(Type contract) => [.. contract.GetMethods().Select(Of)];
}

/// <summary>Where a parameter travels.</summary>
internal enum ParameterPlace
{
    Route,
    Query,
    Header,
    Body,
    RawBody,
    Cancellation,
}

/// <summary>One parameter of a contract's method.</summary>
internal sealed class ContractParameter
{
    public ContractParameter(ParameterInfo parameter, string route)
    {
        Info = parameter;
        Type = parameter.ParameterType;
        Name = parameter.GetCustomAttribute<AliasAsAttribute>()?.Name ?? parameter.Name!;
        Longest = parameter.GetCustomAttribute<LongestAttribute>()?.Characters ?? Ids.MaxLength;
        Optional = parameter.HasDefaultValue || Nullable.GetUnderlyingType(Type) is not null
            || (!Type.IsValueType && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable);
        if (Type == typeof(CancellationToken))
        {
            Place = ParameterPlace.Cancellation;
        }
        else if (parameter.GetCustomAttribute<HeaderAttribute>() is { } header)
        {
            Place = ParameterPlace.Header;
            Name = header.Header;
        }
        else if (parameter.GetCustomAttribute<BodyAttribute>() is not null)
        {
            Place = Type == typeof(Stream) ? ParameterPlace.RawBody : ParameterPlace.Body;
            Name = "body";
        }
        else
        {
            Place = route.Contains('{' + Name + '}', StringComparison.Ordinal) ? ParameterPlace.Route : ParameterPlace.Query;
        }
    }

    public ParameterInfo Info { get; }

    public Type Type { get; }

    public string Name { get; }

    public bool Optional { get; }

    /// <summary>The most characters that a value in the path may have.</summary>
    public int Longest { get; }

    public ParameterPlace Place { get; }
}
