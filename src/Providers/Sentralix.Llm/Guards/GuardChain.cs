using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Guards.Blocking;
using Sentralix.Llm.Guards.Masking;
using Sentralix.Llm.Routing;

namespace Sentralix.Llm.Guards;

/// <summary>A route's guards, made once for all calls.</summary>
internal sealed class GuardChain
{
    private readonly IReadOnlyList<IGuard> guards;

    private GuardChain(IReadOnlyList<IGuard> guards, bool repairsJson)
    {
        this.guards = guards;
        RepairsJson = repairsJson;
    }

    /// <summary>Whether what should be JSON and is not is mended.</summary>
    public bool RepairsJson { get; }

    /// <summary>The guards of a route; null: it has none that does anything.</summary>
    public static GuardChain? Of(ModelRoute route)
    {
        if (route.Guards.Count == 0) return null;
        var guards = route.Guards.Select(guard => Make(guard, route)).OfType<IGuard>().ToList();
        var repairs = route.Guards.Any(guard => guard.Kind == GuardKinds.RepairJson);
        return guards.Count > 0 || repairs ? new GuardChain(guards, repairs) : null;
    }

    /// <summary>The guards over one call.</summary>
    /// <param name="request">The request in the hub's form.</param>
    public GuardedCall Begin(ReadOnlyMemory<byte> request) => new(RepairsJson, [.. guards.Select(guard => guard.Begin(request))]);

    private static IGuard? Make(ModelGuard guard, ModelRoute route) => guard.Kind switch
    {
        GuardKinds.MaskPersonal => Mask(guard, route),
        GuardKinds.Block => Block(guard),
        _ => null,
    };

    private static MaskGuard? Mask(ModelGuard guard, ModelRoute route)
    {
        // What stays in a country that may know it need not be hidden; one target that does not is enough to hide it from all.
        if (guard.Settings.GetValueOrDefault(GuardKinds.UnlessResidency) is { } place && route.Targets.All(t => t.Upstream.IsIn(place))) return null;
        var kinds = guard.Settings.GetValueOrDefault(GuardKinds.Kinds) is { } named ? PersonalKinds.Read(named) : null;
        return new MaskGuard(kinds ?? PersonalKind.All);
    }

    private static BlockGuard Block(ModelGuard guard)
    {
        var on = guard.Settings.GetValueOrDefault(GuardKinds.On, GuardKinds.Both);
        var whole = guard.Settings.GetValueOrDefault(GuardKinds.Match, GuardKinds.Word) == GuardKinds.Word;
        return new BlockGuard(new BlockedWords(guard.Words, whole), on != GuardKinds.Output, on != GuardKinds.Input);
    }
}
