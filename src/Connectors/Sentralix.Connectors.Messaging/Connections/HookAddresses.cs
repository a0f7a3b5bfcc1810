using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Messaging.Connections;

/// <summary>Where channels call us.</summary>
/// <param name="service">The service's prefix.</param>
/// <param name="publicBase">The address of the public door as the channel reaches it.</param>
internal sealed class HookAddresses(string service, Uri publicBase)
{
    /// <summary>The hook of a connection with what it expects.</summary>
    public Hook Of(string connection, Access access) => new(Plain(connection), access.HookSecrets[0]);

    /// <summary>The hook's address without any secret.</summary>
    public Uri Plain(string connection) => new(publicBase, $"/hooks/{service}/{connection}");
}
