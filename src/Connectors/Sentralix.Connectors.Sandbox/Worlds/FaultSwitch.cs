using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Worlds;

/// <summary>What an integrator has told to go wrong.</summary>
internal sealed class FaultSwitch(Func<string, bool> isSend)
{
    private readonly Lock gate = new();
    private SandboxFaults set = new();

    /// <summary>As it was set, with what is left of it.</summary>
    public SandboxFaults Now
    {
        get
        {
            lock (gate) return set;
        }

        set
        {
            lock (gate) set = value;
        }
    }

    public Fault Decide(string operation)
    {
        lock (gate)
        {
            if (set.TokenRevoked) return new Fault(FaultKind.Unauthorized);
            if (set.Sends == SandboxSendFault.None || !isSend(operation)) return Fault.None;
            var kind = set.Sends switch
            {
                SandboxSendFault.RateLimited => FaultKind.TooMany,
                SandboxSendFault.CutBefore => FaultKind.CutBefore,
                SandboxSendFault.CutAfter => FaultKind.CutAfter,
                _ => FaultKind.ErrorBefore,
            };
            var fault = new Fault(kind, set.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : null);
            set = set.Times > 1 ? set with { Times = set.Times - 1 } : set with { Sends = SandboxSendFault.None, RetryAfterMs = null };
            return fault;
        }
    }
}
