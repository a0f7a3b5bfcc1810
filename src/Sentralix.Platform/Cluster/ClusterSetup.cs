using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Cluster;

/// <summary>Joins the process to Orleans: alone on free loopback ports, or with others through the membership table.</summary>
internal static class ClusterSetup
{
    public static void Add(IHostApplicationBuilder builder, StorageSettings storage, string? advertisedAddress, IEnumerable<string> services)
    {
        var address = IPAddress.Parse(advertisedAddress ?? "127.0.0.1");
        var ports = FreePorts.Find(address, 2);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = "sentralix";
                cluster.ServiceId = "sentralix";
            });
            silo.ConfigureEndpoints(address, ports[0], ports[1], listenOnAnyHostAddress: false);
            if (storage.IsPostgres)
                silo.Services.AddSingleton<IMembershipTable, StoredMembership>();
            else
                silo.UseDevelopmentClustering(primarySiloEndpoint: null);

            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                // A killed process must be out of the cluster within seconds: its sessions wait for that.
                membership.ProbeTimeout = TimeSpan.FromSeconds(1.5);
                membership.NumMissedProbesLimit = 2;
                membership.NumVotesForDeathDeclaration = 1;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);

                // A process that starts waits for the members it finds until their sign of life is stale. After a kill of all, they are all dead.
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
                membership.NumMissedTableIAmAliveLimit = 3;
                membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
                membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
            });
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(30));
            silo.UseSiloMetadata(RunsWithServiceDirector.Tell(services));
            silo.Services.AddPlacementFilter<RunsWithService, RunsWithServiceDirector>(ServiceLifetime.Transient);
            silo.AddActivityPropagation();
            silo.AddOutgoingGrainCallFilter<CallContextOut>();
            silo.AddIncomingGrainCallFilter<CallContextIn>();
        });
    }

    /// <summary>The call context travels with grain calls.</summary>
    private sealed class CallContextOut : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (CallContext.CurrentOrNone is { } caller)
            {
                RequestContext.Set("sentralix.tenant", caller.Tenant);
                RequestContext.Set("sentralix.actor", caller.Actor);
            }

            return context.Invoke();
        }
    }

    private sealed class CallContextIn : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (RequestContext.Get("sentralix.tenant") is not string tenant || RequestContext.Get("sentralix.actor") is not string actor)
            {
                await context.Invoke();
                return;
            }

            // Grains are called by services, which have checked what the caller may do.
            using var _ = (CallContext.Platform(tenant, "cluster") with { Actor = actor }).Enter();
            await context.Invoke();
        }
    }
}
