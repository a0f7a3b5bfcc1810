using Sentralix.Llm.Upstreams.Access;

namespace Sentralix.Llm.Upstreams;

/// <summary>One of the keys that an upstream is called with.</summary>
/// <param name="id">Null: it comes from the configuration, or there is none to be sent.</param>
/// <param name="access">What it puts on requests.</param>
/// <param name="weight">Its share of the calls.</param>
internal sealed class UpstreamKey(string? id, IUpstreamAccess access, int weight)
{
    public string? Id => id;

    public IUpstreamAccess Access => access;

    public int Weight => weight;
}
