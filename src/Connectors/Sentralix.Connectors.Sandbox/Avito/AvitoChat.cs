namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>A chat of a buyer with an account.</summary>
public sealed class AvitoChat
{
    private readonly Lock gate = new();
    private readonly List<AvitoMessage> messages = [];
    private readonly int most;
    private int unread;

    internal AvitoChat(string id, string type, AvitoAccount account, AvitoItem? item, long buyerId, string buyerName, DateTimeOffset created, int most)
    {
        this.most = most;
        Id = id;
        Type = type;
        Account = account;
        Item = item;
        BuyerId = buyerId;
        BuyerName = buyerName;
        Created = created;
        Updated = created;
    }

    /// <summary>Its opaque id.</summary>
    public string Id { get; }

    /// <summary><c>u2i</c>: about a listing, <c>u2u</c>: from a profile, <c>a2u</c>: with Avito itself.</summary>
    public string Type { get; }

    /// <summary>Whose it is.</summary>
    public AvitoAccount Account { get; }

    /// <summary>What it is about; null: nothing.</summary>
    public AvitoItem? Item { get; }

    /// <summary>The other side.</summary>
    public long BuyerId { get; }

    /// <summary>Its name.</summary>
    public string BuyerName { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Its messages, oldest first.</summary>
    public IReadOnlyList<AvitoMessage> Messages
    {
        get
        {
            lock (gate) return [.. messages];
        }
    }

    internal DateTimeOffset Updated { get; private set; }

    internal bool HasUnread => Volatile.Read(ref unread) > 0;

    internal AvitoMessage? Last
    {
        get
        {
            lock (gate) return messages.Count > 0 ? messages[^1] : null;
        }
    }

    internal void Add(AvitoMessage message)
    {
        lock (gate)
        {
            messages.Add(message);
            if (messages.Count > most) messages.RemoveAt(0);
            Updated = message.Created;
            if (!message.IsOut) unread++;
        }
    }

    internal AvitoMessage? Find(string id)
    {
        lock (gate) return messages.FindLast(m => m.Id == id);
    }

    /// <summary>A page, newest first.</summary>
    internal List<AvitoMessage> Page(int offset, int limit)
    {
        lock (gate)
        {
            var end = Math.Max(messages.Count - offset, 0);
            var start = Math.Max(end - limit, 0);
            var page = messages.GetRange(start, end - start);
            page.Reverse();
            return page;
        }
    }

    internal void MarkRead()
    {
        lock (gate)
        {
            if (unread == 0) return;
            foreach (var message in messages)
            {
                if (!message.IsOut) message.IsRead = true;
            }

            unread = 0;
        }
    }

    internal void MarkReadByBuyer(DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var message in messages)
            {
                if (message.IsOut) message.ReadAt ??= now;
            }
        }
    }
}

/// <summary>A message of a chat.</summary>
public sealed class AvitoMessage
{
    internal AvitoMessage(string id, long authorId, bool isOut, DateTimeOffset created, string type, byte[] content, string text)
    {
        Id = id;
        AuthorId = authorId;
        IsOut = isOut;
        Created = created;
        Body = new AvitoBody(type, content);
        Text = text;
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Who wrote it.</summary>
    public long AuthorId { get; }

    /// <summary>True where the account's side wrote it.</summary>
    public bool IsOut { get; }

    /// <summary>When.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Its type as it stands now.</summary>
    public string Type => Body.Type;

    /// <summary>Its text; empty where it has none.</summary>
    public string Text { get; }

    /// <summary>True where the account has read it.</summary>
    public bool IsRead { get; internal set; }

    /// <summary>When the other side has read it.</summary>
    public DateTimeOffset? ReadAt { get; internal set; }

    internal AvitoMessage? Quote { get; init; }

    /// <summary>Type and content together: they change as one where a message is deleted while it is read.</summary>
    internal AvitoBody Body { get; private set; }

    internal void Delete() => Body = new AvitoBody("deleted", "{}"u8.ToArray());
}

/// <summary>What a message holds: its type and its content as JSON.</summary>
internal sealed record AvitoBody(string Type, byte[] Content);
