namespace Sentralix.Connectors.Sandbox;

/// <summary>What goes wrong with one request to a stand-in.</summary>
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection is cut; nothing was done.</summary>
    CutBefore,

    /// <summary>It is done, and the connection is cut before the answer.</summary>
    CutAfter,

    /// <summary>500 in the channel's form; nothing was done.</summary>
    ErrorBefore,

    /// <summary>It is done, and the answer is 500 in the channel's form.</summary>
    ErrorAfter,

    /// <summary>The channel's answer to too many requests, with <see cref="Fault.RetryAfter"/> where the channel tells it.</summary>
    TooMany,

    /// <summary>It is done, and the answer never comes: the connection stays open until the caller leaves.</summary>
    HangAfter,

    /// <summary>An HTML page of a front server with status 502 instead of the channel's JSON; nothing was done.</summary>
    HtmlPage,

    /// <summary>The channel's answer to a credential that is not valid.</summary>
    Unauthorized,

    /// <summary>The channel's answer to an account that is not paid for.</summary>
    NotPaid,
}

/// <summary>A fault and what belongs to it.</summary>
/// <param name="Kind">What.</param>
/// <param name="RetryAfter">With <see cref="FaultKind.TooMany"/>; null: the channel does not tell.</param>
public sealed record Fault(FaultKind Kind, TimeSpan? RetryAfter = null)
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly Fault None = new(FaultKind.None);
}

/// <summary>Which requests go wrong. Safe to change while the stand-in serves.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<(string? Operation, Fault Fault)> once = [];
    private Func<string, Fault>? always;

    /// <summary>The next request of an operation (null: of any) goes wrong, once. Several are used up in order.</summary>
    public void Next(Fault fault, string? operation = null)
    {
        lock (gate) once.Add((operation, fault));
    }

    /// <summary>Decides for every request that no <see cref="Next"/> is for; null: nothing goes wrong.</summary>
    public void Always(Func<string, Fault>? decide)
    {
        lock (gate) always = decide;
    }

    internal Fault Take(string operation)
    {
        lock (gate)
        {
            for (var i = 0; i < once.Count; i++)
            {
                if (once[i].Operation is { } named && named != operation) continue;
                var fault = once[i].Fault;
                once.RemoveAt(i);
                return fault;
            }

            return always?.Invoke(operation) ?? Fault.None;
        }
    }
}
