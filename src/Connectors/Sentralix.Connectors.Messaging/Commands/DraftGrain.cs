using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Platform.Cluster;

namespace Sentralix.Connectors.Messaging.Commands;

/// <inheritdoc cref="IDraftGrain"/>
[RunsWithService]
internal sealed class DraftGrain(IServiceProvider services, TimeProvider clock, ILogger<DraftDesk> logger) : Grain, IDraftGrain
{
    private DraftDesk desk = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        var parts = services.GetRequiredKeyedService<MessengerParts>(key[1]);
        desk = new DraftDesk(key[2], parts.Store, parts.Channel, parts.Book, clock, logger);
        return Task.CompletedTask;
    }

    public async Task<DraftAnswer> Show(DraftText draft) => DraftAnswer.Of(await desk.Show(draft.Read()));

    public Task Close(long epoch) => desk.Close(epoch);
}
