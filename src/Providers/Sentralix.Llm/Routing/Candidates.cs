using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sentralix.Llm.Routing;

/// <summary>In which order a call asks its route's targets: by tier, and within one by lot, in which each has chances by its weight. With
/// affinity the lot is drawn by what the call belongs to, so that it falls the same way every time, and only those change over whose
/// target is gone.</summary>
internal static class Candidates
{
    public static Candidate[] Of(IReadOnlyList<RouteTarget> targets, string? affinity)
    {
        if (targets is [{ Keys: [var only] } target]) return [new Candidate(target, only.Key, only.Health)];
        var all = new List<(int Tier, double Score, Candidate Candidate)>();
        foreach (var each in targets)
            foreach (var (key, health) in each.Keys)
                all.Add((each.Tier, Score((double)each.Weight * key.Weight, affinity, each, key.Id), new Candidate(each, key, health)));
        all.Sort(static (a, b) => a.Tier != b.Tier ? a.Tier.CompareTo(b.Tier) : b.Score.CompareTo(a.Score));
        return [.. all.Select(a => a.Candidate)];
    }

    /// <summary>Weighted rendezvous: the highest of <c>-weight / ln(lot)</c> wins as often as its weight says.</summary>
    private static double Score(double weight, string? affinity, RouteTarget target, string? key)
    {
        var lot = affinity is null
            ? Random.Shared.NextDouble()
            : (BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{affinity}\n{target.Upstream.Id}\n{key}\n{target.UpstreamModel}"))) >> 11) * (1.0 / (1UL << 53));
        return -weight / Math.Log(Math.Clamp(lot, 1e-12, 1 - 1e-12));
    }
}

/// <summary>A call's targets, one after another.</summary>
internal sealed class CandidateQueue(Candidate[] candidates)
{
    private int next;
    private bool isRewound;

    public bool IsOnly => candidates.Length == 1;

    public bool IsEmpty => next >= candidates.Length;

    public bool TryTake(out Candidate candidate)
    {
        candidate = IsEmpty ? default : candidates[next++];
        return candidate.Target is not null;
    }

    /// <summary>Begins anew, once.</summary>
    public bool Rewind()
    {
        if (isRewound) return false;
        isRewound = true;
        next = 0;
        return true;
    }
}
