using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>Shows answers while they are written, each conversation's in its one place in the cluster.</summary>
internal sealed partial class Drafts(string service, IChannel channel, IGrainFactory grains, TimeProvider clock, ILogger<Drafts> logger)
{
    public async Task<Result<Done>> Show(string conversation, Draft draft, CancellationToken cancellation)
    {
        if (!channel.Capabilities.Drafts) return Refusal.Conflict(ChannelErrors.NotSupported, "This channel cannot show answers while they are written.");
        try
        {
            return (await Place(conversation).Show(DraftText.Of(draft)).WaitAsync(cancellation)).Read();
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            // The next text comes in a moment, and the message itself does not go this way.
            LogAway(conversation, away.GetType().Name);
            return new Refusal("service_unavailable", 503, "The process that shows the conversation's drafts has died.");
        }
    }

    /// <summary>Returns when no draft of an older epoch is on its way, and none will be.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="epoch">Of this epoch they may be.</param>
    /// <param name="patience">The longest wait.</param>
    public async Task Close(string conversation, long epoch, TimeSpan patience)
    {
        if (!channel.Capabilities.Drafts) return;
        try
        {
            await Place(conversation).Close(epoch).WaitAsync(patience, clock);
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            // Its process has died, and what it was showing with it; whoever shows the next one asks for the fence.
            LogAway(conversation, away.GetType().Name);
        }
    }

    private IDraftGrain Place(string conversation) => grains.GetGrain<IDraftGrain>($"{CallContext.Current.Tenant}/{service}/{conversation}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The drafts of {Conversation} have no place in the cluster now ({Fault})")]
    private partial void LogAway(string conversation, string fault);
}
