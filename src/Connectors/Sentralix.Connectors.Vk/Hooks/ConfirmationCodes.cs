using System.Collections.Concurrent;

namespace Sentralix.Connectors.Vk.Hooks;

/// <summary>The codes by which communities' hooks say that they are theirs. VK asks for one when a hook is set, so a code is fetched just before;
/// in a process that has not done so, the next look at the hook fetches it, and a hook that is not confirmed is set again.</summary>
internal sealed class ConfirmationCodes
{
    private readonly ConcurrentDictionary<string, string> codes = new();

    public string? Of(string connection) => codes.GetValueOrDefault(connection);

    public void Keep(string connection, string code) => codes[connection] = code;

    public void Forget(string connection) => codes.TryRemove(connection, out _);
}
