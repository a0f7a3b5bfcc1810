using System.Runtime.CompilerServices;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Routing;

/// <summary>A model that clients may name, and how its calls are made.</summary>
internal sealed class ModelRoute
{
    private StrongBox<GuardChain?>? guarding;

    /// <summary>The platform's name of the model.</summary>
    public required string Id { get; init; }

    /// <summary>Whom the model is of, for the list of models.</summary>
    public required string Owner { get; init; }

    /// <summary>Since when it is served.</summary>
    public required DateTimeOffset Since { get; init; }

    public required IReadOnlyList<RouteTarget> Targets { get; init; }

    /// <summary>Whether its calls cost nothing, whichever target answers.</summary>
    public bool IsFree => Targets is [{ IsFree: true }] || Targets.All(t => t.IsFree);

    /// <summary>Null: as the upstream's settings say.</summary>
    public TimeSpan? FirstByteTimeout { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public TimeSpan? AnswerTimeout { get; init; }

    /// <summary>How many targets one call may try.</summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>After how long without a first event a second target is asked as well.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    public bool Affinity { get; init; }

    /// <summary>How long an answer is given again for the same request.</summary>
    public TimeSpan? CacheFor { get; init; }

    public IReadOnlyList<ModelGuard> Guards { get; init; } = [];

    /// <summary>The guards, ready for use; null: there are none. Made with the first call: two calls that make it at once make the same.</summary>
    public GuardChain? Guarding => Guards.Count == 0 ? null : (guarding ??= new(GuardChain.Of(this))).Value;

    /// <summary>Whether every target takes a form as it is, so that its bytes pass through.</summary>
    public bool Speaks(WireForm form)
    {
        foreach (var target in Targets)
            if (!target.Upstream.Speaks(form)) return false;
        return true;
    }

    /// <summary>What limits a stream's silence before its first event.</summary>
    public TimeSpan FirstByteOf(Upstream upstream) => FirstByteTimeout ?? upstream.Settings.FirstByteTimeout;

    public TimeSpan IdleOf(Upstream upstream) => IdleTimeout ?? upstream.Settings.IdleTimeout;

    public TimeSpan AnswerOf(Upstream upstream) => AnswerTimeout ?? upstream.Settings.AnswerTimeout;
}
