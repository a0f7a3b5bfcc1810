using Sentralix.Contracts;
using Sentralix.Contracts.Billing;
using Sentralix.Platform.Delivery;

namespace Sentralix.Llm.Quotas;

/// <summary>Tells Billing what a call has used, as often as it takes.</summary>
internal sealed class SettleQuota(IQuotas quotas) : IWorkHandler
{
    public const string KindName = "quota.settle";

    // About two days of Billing's absence; then a person looks at it.
    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = 600, MaxAtOnce = 8, FirstBackoff = TimeSpan.FromSeconds(1) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        if (await work.Payload<QuotaSettlement>().Tell(quotas, cancellation) is { } refused) throw new RefusedException(refused);
    }
}
