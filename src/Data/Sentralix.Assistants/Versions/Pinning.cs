using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Contracts.Knowledge;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Assistants.Versions;

/// <summary>Asks the owners of what a configuration refers to whether it is there, and pins the scenario to one of its versions.</summary>
internal sealed class Pinning(IScenarios scenarios, IKnowledge knowledge)
{
    /// <summary>The configuration with its scenario as <c>id@n</c>; 400 with every reference that nobody knows.</summary>
    public async Task<Result<AssistantConfiguration>> Pin(AssistantConfiguration configuration, CancellationToken cancellation)
    {
        // Who may publish an assistant need not have rights of his own in Orchestrator and Knowledge.
        using var _ = CallContext.Current.As(AssistantsModule.ServiceName).Enter();
        var faults = new Faults();
        var scenario = configuration.Scenario;
        if (scenario is not null)
        {
            var found = await scenarios.Get(scenario, cancellation);
            if (found.Ok) scenario = found.Value.Ref;
            else if (!Explains(faults, "scenario", "is not a known scenario", found.Refusal)) return found.Refusal;
        }

        for (var i = 0; i < configuration.Collections.Count; i++)
        {
            var found = await knowledge.Collection(configuration.Collections[i], cancellation);
            if (!found.Ok && !Explains(faults, $"collections[{i}]", "is not a known collection", found.Refusal)) return found.Refusal;
        }

        return faults.Refusal is { } refusal ? refusal : configuration with { Scenario = scenario };
    }

    /// <summary>Whether a refusal says something about the field; any other one is the whole call's.</summary>
    private static bool Explains(Faults faults, string field, string unknown, Refusal refusal)
    {
        switch (refusal.Status)
        {
            case 400 or 404:
                faults.Add(field, unknown);
                return true;
            case 501:
                faults.Add(field, $"cannot be used: {refusal.Detail}");
                return true;
            default:
                return false;
        }
    }
}
