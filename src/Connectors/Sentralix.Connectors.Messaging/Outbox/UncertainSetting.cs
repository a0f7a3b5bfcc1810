using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>A connection's own answer to sends whose outcome cannot be known. Only channels that cannot find it out have it.</summary>
internal static class UncertainSetting
{
    public const string Name = "on_uncertain";

    private const string Hold = "hold";
    private const string Retry = "retry";

    public static FormField Field { get; } = new(false, value => value is Hold or Retry ? null : $"must be {Hold} or {Retry}");

    /// <summary>Whether a channel leaves anything to be decided.</summary>
    public static bool AppliesTo(IChannel channel) => channel.Capabilities.Reconcile == "none";

    public static UncertainPolicy Of(string settings) =>
        ConnectionBook.Read(settings).GetValueOrDefault(Name) == Retry ? UncertainPolicy.Retry : UncertainPolicy.Hold;
}
