using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Orchestrator.Storage;

/// <summary>Rows as the contract shows them.</summary>
internal static class Mapping
{
    public static Message ToMessage(this MessageRow row) => new()
    {
        Id = row.Id,
        ConversationId = row.ConversationId,
        Seq = row.Seq,
        Direction = row.Direction,
        Author = row.Author,
        Parts = Read<IReadOnlyList<MessagePart>>(row.Parts) ?? [],
        ReplyTo = row.ReplyTo is null ? null : Read<QuotedMessage>(row.ReplyTo),
        ForwardedFrom = row.ForwardedFrom is null ? null : Read<ForwardOrigin>(row.ForwardedFrom),
        Keyboard = row.Keyboard is null ? null : Read<Keyboard>(row.Keyboard),
        Citations = row.Citations is null ? [] : Read<IReadOnlyList<Citation>>(row.Citations) ?? [],
        RunId = row.RunId,
        ClientMessageId = row.ClientMessageId,
        Status = row.Status,
        Epoch = row.Epoch,
        CreatedAt = row.CreatedAt,
        EditedAt = row.EditedAt,
        DeletedAt = row.DeletedAt,
    };

    public static MessageRow ToRow(this Message message, string? eventId) => new()
    {
        Id = message.Id,
        ConversationId = message.ConversationId,
        Seq = message.Seq,
        Direction = message.Direction,
        Author = message.Author,
        Parts = Write(message.Parts),
        ReplyTo = message.ReplyTo is null ? null : Write(message.ReplyTo),
        ForwardedFrom = message.ForwardedFrom is null ? null : Write(message.ForwardedFrom),
        Keyboard = message.Keyboard is null ? null : Write(message.Keyboard),
        Citations = message.Citations.Count == 0 ? null : Write(message.Citations),
        RunId = message.RunId,
        ClientMessageId = message.ClientMessageId,
        EventId = eventId,
        Status = message.Status,
        Epoch = message.Epoch,
        CreatedAt = message.CreatedAt,
    };

    public static Conversation ToConversation(this ConversationRow row) => new(
        row.Id, row.ConnectionId, row.Channel, row.ContactId, row.AssistantId, row.LastSeq, row.ToControl(), row.Unrouted, row.CreatedAt, row.UpdatedAt)
    {
        ContactName = row.ContactName,
        Context = row.Context is null ? null : Read<ConversationContext>(row.Context),
    };

    public static Contracts.Orchestrator.Control ToControl(this ConversationRow row, IReadOnlyList<string>? inFlight = null) =>
        new(row.Holder, row.Operator, row.Epoch, row.Fenced ? "held" : "pending", inFlight ?? []);

    public static Run ToRun(this RunRow row) => new(
        row.Id, row.ConversationId, row.SessionId, row.State, row.ReleaseId, row.Scenario, row.Result, row.Error is null ? null : Read<RunError>(row.Error),
        row.ModelCalls == 0 ? null : new RunUsage(row.InputTokens, row.OutputTokens, row.ModelCalls), row.CreatedAt, row.StartedAt, row.EndedAt);

    public static IReadOnlyList<ConversationEvent> ToEvents(this LogRow row) => Read<IReadOnlyList<ConversationEvent>>(row.Events) ?? [];

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, SentralixJson.Options);

    public static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, SentralixJson.Options);

    /// <summary>Whether a run has ended. Terminal states never change.</summary>
    public static bool IsTerminal(this RunState state) => state is not (RunState.Queued or RunState.Running or RunState.Waiting);
}
