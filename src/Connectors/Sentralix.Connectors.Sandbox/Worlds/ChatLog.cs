using System.Collections.Concurrent;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Worlds;

/// <summary>What happened in the chats of a sandbox, in one order.</summary>
internal sealed class ChatLog(int mostOfAChat)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<long, Kept<SandboxEvent>> chats = new();
    private long last;

    public int Count(long contact) => chats.TryGetValue(contact, out var chat) ? chat.Count : 0;

    public SandboxEvent Add(long contact, SandboxEvent happened)
    {
        // Numbered and put there as one: who reads up to a number has read all before it.
        lock (gate)
        {
            var numbered = happened with { Seq = ++last };
            chats.GetOrAdd(contact, _ => new Kept<SandboxEvent>(mostOfAChat)).Add(numbered);
            return numbered;
        }
    }

    public IReadOnlyList<SandboxEvent> Read(long contact, long after, int most) =>
        chats.TryGetValue(contact, out var chat) ? [.. chat.All.Where(e => e.Seq > after).Take(most)] : [];
}
