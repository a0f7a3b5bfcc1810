namespace Sentralix.Orchestrator.Runs;

/// <summary>A node cannot do what its scenario says: an expression has no value, or what it gives is nothing that can be shown.</summary>
internal sealed class NodeFaultException(string code, string message) : Exception(message)
{
    public string Code => code;
}
