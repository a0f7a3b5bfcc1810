using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Connectors.Messaging.Commands;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Polling;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>The cluster of one or more processes of a test: each grain is there once, made of the parts of whichever process runs it.</summary>
internal sealed class OneCluster(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Type Type, string Key), Lazy<object>> grains = new();

    /// <summary>The parts of the process in which grains are activated.</summary>
    public MessengerParts? Parts { get; set; }

    public IGrainFactory Grains => Answering<IGrainFactory>.Make((method, arguments) =>
        method.Name != "GetGrain" ? null : grains.GetOrAdd((method.GetGenericArguments()[0], (string)arguments[0]!), made => new Lazy<object>(() => Make(made.Type, made.Key))).Value);

    private object Make(Type type, string key) =>
        type == typeof(ISendWindowGrain) ? new SendWindowGrain(clock)
        : type == typeof(IDraftGrain) ? new DraftPlace(new DraftDesk(key.Split('/')[2], Parts!.Store, Parts.Channel, Parts.Book, clock, NullLogger.Instance))
        : type == typeof(IPollerGrain) ? new NoPoller()
        : throw new NotSupportedException($"{type.Name} is not expected in this test.");

    // A grain has its key from the cluster alone; what it does is the desk's.
    private sealed class DraftPlace(DraftDesk desk) : IDraftGrain
    {
        public async Task<DraftAnswer> Show(DraftText draft) => DraftAnswer.Of(await desk.Show(draft.Read()));

        public Task Close(long epoch) => desk.Close(epoch);
    }

    private sealed class NoPoller : IPollerGrain
    {
        public Task Ensure() => Task.CompletedTask;

        public Task Changed() => Task.CompletedTask;
    }
}
