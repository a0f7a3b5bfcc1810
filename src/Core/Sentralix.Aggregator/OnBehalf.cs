using Sentralix.Platform.Security;

namespace Sentralix.Aggregator;

/// <summary>Calls to other services on behalf of a caller whose rights were checked at the public contract's gate.</summary>
internal static class OnBehalf
{
    /// <summary>The context of such calls. An idempotency key belongs to the call that crossed the border, not to these.</summary>
    public static CallContext OfCaller() =>
        CallContext.Current.As(AggregatorModule.ServiceName) with { IdempotencyKey = null, DomainKey = null, Replayed = null };

    /// <summary>Enters it.</summary>
    public static CallContext.Entered Enter() => OfCaller().Enter();
}
