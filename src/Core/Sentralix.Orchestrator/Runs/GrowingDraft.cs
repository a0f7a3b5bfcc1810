using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Security;

namespace Sentralix.Orchestrator.Runs;

/// <summary>Shows a run's answer in its channel while the model writes it. Best effort: the answer waits for nothing here but for the commit that
/// says that something of it was seen.</summary>
/// <param name="messenger">The channel's service.</param>
/// <param name="order">Whose answer.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">The log.</param>
internal sealed partial class GrowingDraft(IMessenger messenger, DraftOrder order, TimeProvider clock, ILogger logger)
{
    // An answer that is there within this needs no preview.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    // A few times a second; channels animate what lies between.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(400);

    // The message must not wait for its own preview; a connector shows nothing of a message that it has.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private Task shown = Task.CompletedTask;
    private string? message;
    private long since;
    private long last;
    private bool? can;
    private bool begun;

    /// <summary>Commits that a message is being said, before anything of it is seen.</summary>
    public Func<string, Task> Begin { get; set; } = _ => Task.CompletedTask;

    /// <summary>The text so far.</summary>
    public async Task Grow(string messageId, Func<string> text)
    {
        if (can == false) return;
        if (message != messageId) (message, since, begun) = (messageId, clock.GetTimestamp(), false);
        if (clock.GetElapsedTime(since) < Patience || !shown.IsCompleted || (begun && clock.GetElapsedTime(last) < Step)) return;
        if (!begun)
        {
            can ??= await HasDrafts();
            if (can == false) return;
            await Begin(messageId);
            begun = true;
        }

        last = clock.GetTimestamp();
        shown = Show(messageId, text());
    }

    /// <summary>Waits a moment for what is on its way, so that the message comes after it.</summary>
    public async Task Settle()
    {
        await Task.WhenAny(shown, Task.Delay(Settling, clock));
        if (shown.Exception is { } fault) LogNotShown(fault, order.ConversationId);
    }

    private async Task<bool> HasDrafts()
    {
        using var _ = CallContext.Current.As(OrchestratorModule.ServiceName).Enter();
        try
        {
            return (await messenger.Capabilities(order.ConnectionId, CancellationToken.None)) is { Ok: true, Value.Drafts: true };
        }
        catch (ServiceUnavailableException away)
        {
            LogNotShown(away, order.ConversationId);
            return false;
        }
    }

    private async Task Show(string messageId, string text)
    {
        using var _ = CallContext.Current.As(OrchestratorModule.ServiceName).Enter();
        try
        {
            var draft = new Draft { MessageId = messageId, Epoch = order.Epoch, Attempt = order.Attempt, Text = text };
            var told = await messenger.Draft(order.ConversationId, draft, CancellationToken.None);

            // A group has none, or somebody else speaks now: for this run that stays so.
            if (told.Refusal is { Status: 409 }) can = false;
        }
        catch (ServiceUnavailableException away)
        {
            LogNotShown(away, order.ConversationId);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The answer in {Conversation} cannot be shown while it is written")]
    private partial void LogNotShown(Exception fault, string conversation);
}

/// <summary>Whose answer is shown.</summary>
internal sealed record DraftOrder(string ConversationId, string ConnectionId, long Epoch, int Attempt);
