using Microsoft.Extensions.DependencyInjection;
using Sentralix.Assistants.Bindings;
using Sentralix.Assistants.Changes;
using Sentralix.Assistants.Releases;
using Sentralix.Assistants.Storage;
using Sentralix.Assistants.Versions;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Hosting;

namespace Sentralix.Assistants;

/// <summary>Assistants: drafts, frozen versions, releases by environment, and which assistant answers on which connection.</summary>
public sealed class AssistantsModule : IServiceModule
{
    /// <summary>The service's prefix.</summary>
    public const string ServiceName = "assistants";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        setup.AddStore<AssistantsDbContext>();
        setup.Services.AddSingleton<ChangeSignal>();
        setup.Services.AddSingleton<ChangeLog>();
        setup.Services.AddSingleton<ChangeFeed>();
        setup.Services.AddSingleton<ChangeSweeper>().AddUpkeep<ChangeSweeper>(ChangeSweeper.Plan, (sweeper, c) => sweeper.Sweep(c));
        setup.Services.AddSingleton<Pinning>();
        setup.Services.AddSingleton<Publishing>();
        setup.Services.AddSingleton<Releasing>();
        setup.Services.AddSingleton<ConnectionBindings>();
        setup.AddContract<IActiveAssistants, ActiveAssistants>();
        setup.AddContract<IAssistantsAdmin, AssistantsAdmin>();
    }
}
