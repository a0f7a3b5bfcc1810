using Microsoft.Extensions.DependencyInjection;
using Sentralix.Platform.Hosting;

namespace Sentralix.Platform.Storage;

/// <summary>Keeps a service's idempotency keys: renews the claims of slow calls, and forgets what is past its time.</summary>
internal static class IdempotencyUpkeep
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    /// <param name="services">The process's parts, among them the keys.</param>
    /// <param name="service">Whose keys they are.</param>
    /// <param name="singleProcess">Nobody else works on this database.</param>
    public static void Add<TContext>(IServiceCollection services, string service, bool singleProcess)
        where TContext : ServiceDbContext
    {
        // A renewal may fail once (the database is away) and the claim still stands when the next one comes.
        services.AddUpkeep<StoredIdempotency<TContext>>(
            new UpkeepPlan($"{service}.idempotency-claims", StoredIdempotency<TContext>.Patience / 6), (keys, c) => keys.Renew(c));
        services.AddUpkeep<StoredIdempotency<TContext>>(
            new UpkeepPlan($"{service}.idempotency-keys", BetweenSweeps) { AtStart = true }, (keys, c) => keys.Sweep(c));
        if (singleProcess)
            services.AddUpkeep<StoredIdempotency<TContext>>(new UpkeepPlan($"{service}.idempotency-left-behind", BetweenSweeps) { AtStart = true }, (keys, c) => keys.ReleaseLeftBehind(c));
    }
}
