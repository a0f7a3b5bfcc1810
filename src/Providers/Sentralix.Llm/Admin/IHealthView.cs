using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Admin;

/// <summary>How the targets of a tenant's routes do, as this process sees them.</summary>
internal interface IHealthView
{
    Task<ModelHealth> Now(string tenant, CancellationToken cancellation);
}
