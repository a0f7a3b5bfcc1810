namespace Sentralix.Aggregator;

/// <summary>What the first start made.</summary>
public interface IBootstrap
{
    /// <summary>The text of the admin key that this start made: shown once, kept nowhere. Null on later starts, and where the operator gave
    /// the key himself.</summary>
    string? NewAdminKey { get; }
}
