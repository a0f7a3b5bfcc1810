namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>A request that the channel's rules did not allow.</summary>
/// <param name="Operation">The channel's name of the call.</param>
/// <param name="Status">The HTTP status that was answered.</param>
/// <param name="Reason">Why, in the channel's words.</param>
public sealed record RefusedRequest(string Operation, int Status, string Reason);

/// <summary>What a bot asked against the rules: a test says that it is empty.</summary>
public sealed class RefusalLog
{
    private readonly Kept<RefusedRequest> refused;

    internal RefusalLog(int most) => refused = new Kept<RefusedRequest>(most);

    /// <summary>All of it, in order.</summary>
    public IReadOnlyList<RefusedRequest> All => refused.All;

    internal void Add(string operation, int status, string reason) => refused.Add(new RefusedRequest(operation, status, reason));
}
