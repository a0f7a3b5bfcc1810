using Microsoft.Extensions.Logging;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Sessions;
using Sentralix.Orchestrator.Storage;
using Sentralix.Platform.Security;

namespace Sentralix.Orchestrator.Streaming;

/// <summary>Tells a conversation's grain what was committed beside its turns. A hint: whoever misses it finds it in the log.</summary>
internal sealed partial class Announcer(IGrainFactory grains, ILogger<Announcer> logger)
{
    /// <summary>Tells, and does not wait.</summary>
    public void Announce(string conversation, IReadOnlyList<ConversationEvent> events)
    {
        if (events.Count > 0) _ = Tell(conversation, events);
    }

    /// <summary>Tells, and waits until the grain has stopped what the events end.</summary>
    public async Task Tell(string conversation, IReadOnlyList<ConversationEvent> events)
    {
        try
        {
            await grains.GetGrain<ISessionGrain>(ConversationFeed.KeyOf(CallContext.Current.Tenant, conversation)).Announce(Mapping.Write(events));
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            LogNotTold(fault, conversation);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The session of {Conversation} was not told; its listeners read the log")]
    private partial void LogNotTold(Exception fault, string conversation);
}
