namespace Sentralix.Connectors.Vk.Updates;

/// <summary>A press as VK wants it named in the answer.</summary>
internal sealed record Press(string EventId, string User, string Peer)
{
    public override string ToString() => $"{User}/{Peer}/{EventId}";

    public static Press? Parse(string callback) => callback.Split('/', 3) is [{ Length: > 0 } user, { Length: > 0 } peer, { Length: > 0 } id] ? new(id, user, peer) : null;
}
