namespace Sentralix.Orchestrator.Streaming;

/// <summary>The names of events.</summary>
internal static class EventTypes
{
    public const string ConversationCreated = "conversation.created";
    public const string MessageReceived = "message.received";
    public const string MessageEdited = "message.edited";
    public const string MessageDeleted = "message.deleted";
    public const string MessageStatus = "message.status";
    public const string MessageEcho = "message.echo";
    public const string MessageStarted = "message.started";
    public const string MessageDelta = "message.delta";
    public const string MessageSnapshot = "message.snapshot";
    public const string MessageCompleted = "message.completed";
    public const string RunStarted = "run.started";
    public const string RunCompleted = "run.completed";
    public const string RunFailed = "run.failed";
    public const string RunCanceled = "run.canceled";
    public const string NodeCompleted = "node.completed";
    public const string NodeFailed = "node.failed";
    public const string ControlTaken = "control.taken";
    public const string ControlReleased = "control.released";

    /// <summary>Whether an event ends its run.</summary>
    public static bool EndsRun(string type) => type is RunCompleted or RunFailed or RunCanceled;
}
