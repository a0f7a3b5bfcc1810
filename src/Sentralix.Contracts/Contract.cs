using System.Text.Json.Serialization;

namespace Sentralix.Contracts;

/// <summary>Marks a contract and names the service that implements it.</summary>
/// <param name="service">The service's prefix, such as <c>orchestrator</c>.</param>
/// <param name="kind">Whom it is for.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ContractAttribute(string service, ContractKind kind = ContractKind.Standard) : Attribute
{
    /// <summary>The service's prefix.</summary>
    public string Service { get; } = service;

    /// <summary>Whom the contract is for.</summary>
    public ContractKind Kind { get; } = kind;
}

/// <summary>Names the services that have a contract in common. Its routes begin with <c>/~/</c>, which stands for the service's prefix, and
/// its <see cref="ContractAttribute"/> names <c>~</c>. A caller asks for it with the service's name as key.</summary>
/// <param name="services">The services' prefixes.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class FamilyAttribute(params string[] services) : Attribute
{
    /// <summary>The services' prefixes.</summary>
    public IReadOnlyList<string> Services { get; } = services;
}

/// <summary>The three audiences of a contract.</summary>
public enum ContractKind
{
    /// <summary>Called by the core; internal listener.</summary>
    Standard,

    /// <summary>Configuring; internal listener, and public through the Aggregator's admin proxy.</summary>
    Admin,

    /// <summary>The public API of the platform; public listener.</summary>
    Public,
}

/// <summary>The scope a caller must hold. A method without one can be called by nobody.</summary>
/// <param name="scope"><c>resource:verb</c>; a caller's <c>resource:*</c> and <c>*</c> cover it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScopeAttribute(string scope) : Attribute
{
    /// <summary>The scope's name.</summary>
    public string Scope { get; } = scope;

    /// <summary>The scope with which a contact's own session token may call this, limited to its conversation; null: never.</summary>
    public bool Contact { get; init; }
}

/// <summary>The HTTP status of a success where it is not 200 (or 204 for <see cref="Done"/>).</summary>
/// <param name="status">201 or 202.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswersAttribute(int status) : Attribute
{
    /// <summary>The status.</summary>
    public int Status { get; } = status;
}

/// <summary>The largest request body of a method, in bytes, where it is not the default of 1 MiB.</summary>
/// <param name="bytes">Bytes.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MaxBodyAttribute(int bytes) : Attribute
{
    /// <summary>Bytes.</summary>
    public int Bytes { get; } = bytes;
}

/// <summary>The longest value that a parameter of the path takes, in characters, where it is not an id of the platform's
/// (<see cref="Ids.MaxLength"/>).</summary>
/// <param name="characters">Characters.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LongestAttribute(int characters) : Attribute
{
    /// <summary>Characters.</summary>
    public int Characters { get; } = characters;
}

/// <summary>A resource under optimistic concurrency: its <see cref="Rev"/> is the ETag <c>"rev"</c>.</summary>
public interface IVersioned
{
    /// <summary>Rises with every change.</summary>
    long Rev { get; }
}

/// <summary>A body that knows what is wrong with it. Called at the border, before the implementation.</summary>
public interface IValidated
{
    /// <summary>Names every bad field, in the wire's spelling (<c>parts[0].text</c>).</summary>
    void Validate(Faults faults);
}

/// <summary>Collects what is wrong with a body.</summary>
public sealed class Faults
{
    private readonly Dictionary<string, List<string>> byField = [];

    /// <summary>Adds a fault.</summary>
    public void Add(string field, string why)
    {
        if (!byField.TryGetValue(field, out var list)) byField[field] = list = [];
        list.Add(why);
    }

    /// <summary>Adds a fault when a text is missing, blank, longer than <paramref name="max"/> characters, or holds a lone surrogate or NUL.</summary>
    public void Text(string field, string? value, int max, bool required = true)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            if (required || value is not null) Add(field, "must not be empty");
            return;
        }

        if (value.Length > max) Add(field, $"must have at most {max} characters");
        if (value.Contains('\0', StringComparison.Ordinal)) Add(field, "must not contain NUL");
    }

    /// <summary>Adds a fault when a condition holds.</summary>
    public void When(bool condition, string field, string why)
    {
        if (condition) Add(field, why);
    }

    /// <summary>The refusal, or null when nothing is wrong.</summary>
    public Refusal? Refusal => byField.Count == 0 ? null : Contracts.Refusal.Invalid(byField.ToDictionary(f => f.Key, f => f.Value.ToArray()));
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Next">Pass as <c>after</c> to read on; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>An item of a stream that has a name and, where it is persisted, an id to resume after.</summary>
public interface IStreamed
{
    /// <summary>The <c>event:</c> of server-sent events.</summary>
    string StreamType { get; }

    /// <summary>The <c>id:</c>; null for what is not persisted.</summary>
    string? StreamId { get; }
}
