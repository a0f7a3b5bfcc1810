namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>When a connection may send: once in the cluster, so that all processes share the channel's limits. Its key is
/// <c>{tenant}/{service}/{connection}</c>. What it forgets with its process the channel tells again, with 429.</summary>
[Alias("sentralix.send-window")]
public interface ISendWindowGrain : IGrainWithStringKey
{
    /// <summary>Takes a call's place in the queue, or finds the one that it took before.</summary>
    /// <param name="place">Which call.</param>
    /// <param name="limits">The channel's limits.</param>
    /// <returns>How long until its turn. Its place is kept until it leaves; where that is longer away than <see cref="SendWindow.Moment"/>, the call
    /// comes again for it.</returns>
    [Alias("take")]
    Task<TimeSpan> Take(SendPlace place, WindowLimits limits);

    /// <summary>The last look, just before the first byte. Between a place and the call lies a commit, and commits come in groups: calls that
    /// were well apart would leave together. Here they are counted as they leave, whichever process they leave from.</summary>
    /// <param name="place">Which call.</param>
    /// <param name="limits">The channel's limits.</param>
    /// <returns>How long to wait. Where that is longer than <see cref="SendWindow.Moment"/>, it is not counted: the channel has asked to wait
    /// meanwhile, or very many are late together, and the call must take a place again.</returns>
    [Alias("leave")]
    Task<TimeSpan> Leave(SendPlace place, WindowLimits limits);

    /// <summary>The channel asks to wait.</summary>
    /// <param name="thread">The conversation it asks for; null: the whole connection.</param>
    /// <param name="wait">How long.</param>
    [Alias("freeze")]
    Task Freeze(string? thread, TimeSpan wait);
}

/// <summary>A call that wants to leave.</summary>
/// <param name="Name">Tells it from all others of the connection.</param>
/// <param name="Thread">The conversation in the channel.</param>
/// <param name="IsGroup">Whether that is a group.</param>
[GenerateSerializer, Immutable, Alias("sentralix.send-place")]
public sealed record SendPlace([property: Id(0)] string Name, [property: Id(1)] string Thread, [property: Id(2)] bool IsGroup);

/// <summary>A channel's limits, as they travel to the grain.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.window-limits")]
public sealed record WindowLimits(
    [property: Id(0)] double PerConnection, [property: Id(1)] double PerConversation, [property: Id(2)] int Burst, [property: Id(3)] int? PerGroupMinute);
