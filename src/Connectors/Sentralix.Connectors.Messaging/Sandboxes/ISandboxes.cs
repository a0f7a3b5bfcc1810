using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Sandboxes;

/// <summary>The built-in stand-ins of one channel, as the host composes them with its messenger: the messenger knows no more of them than this.</summary>
public interface ISandboxes
{
    /// <summary>Makes what a new connection to a stand-in is known by. Its settings and secrets are of the channel's own form.</summary>
    SandboxCredentials NewCredentials();

    /// <summary>Begins an empty stand-in that takes these credentials and no others.</summary>
    /// <param name="seat">Whose it is.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<ISandboxWorld> Open(SandboxSeat seat, CancellationToken cancellation);
}

/// <summary>What a connection to a stand-in is known by.</summary>
/// <param name="Settings">By name.</param>
/// <param name="Secrets">By name.</param>
public sealed record SandboxCredentials(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets);

/// <summary>The connection that a stand-in belongs to.</summary>
/// <param name="Credentials">What it is known by.</param>
/// <param name="Hook">Its hook's address without any secret.</param>
/// <param name="WayToHook">The only way out that a stand-in has. It leads to this hook and nowhere else.</param>
/// <param name="Clock">The clock.</param>
public sealed record SandboxSeat(SandboxCredentials Credentials, Uri Hook, HttpMessageHandler WayToHook, TimeProvider Clock);

/// <summary>A stand-in of one connection, with the people who write there. Safe to use from many threads.</summary>
public interface ISandboxWorld : IAsyncDisposable
{
    /// <summary>The way of the connection's own calls to the channel.</summary>
    HttpMessageHandler Channel { get; }

    /// <summary>How it is.</summary>
    SandboxView View { get; }

    /// <summary>What goes wrong from now on.</summary>
    void SetFaults(SandboxFaults faults);

    /// <summary>A contact; null: it has not written.</summary>
    SandboxContact? Find(long contact);

    /// <summary>A contact blocks the bot, or lets it write again.</summary>
    Result<SandboxContact> SetBlocked(long contact, bool blocked);

    /// <summary>A contact writes.</summary>
    Result<SandboxEvent> Write(long contact, WriteInSandbox what);

    /// <summary>A contact changes its message.</summary>
    Result<SandboxEvent> Edit(long contact, string message, string text);

    /// <summary>A contact deletes its message.</summary>
    Result<SandboxEvent> Delete(long contact, string message);

    /// <summary>A contact presses a button.</summary>
    Result<SandboxEvent> Press(long contact, string button);

    /// <summary>What happened in a contact's chat after an event, in order.</summary>
    IReadOnlyList<SandboxEvent> Read(long contact, long after, int most);
}
