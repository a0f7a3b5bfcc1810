namespace Sentralix.Llm.Admin;

/// <summary>Tells this process that a tenant's configuration has changed, once the change is durable.</summary>
internal sealed class ConfigurationSignal
{
    /// <summary>Whose it is; the operator's counts for every tenant. Handlers are quick: they drop what they have cached.</summary>
    public event Action<string>? Changed;

    public void Raise(string tenant) => Changed?.Invoke(tenant);
}
