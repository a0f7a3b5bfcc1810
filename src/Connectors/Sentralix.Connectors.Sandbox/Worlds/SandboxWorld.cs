using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Worlds;

/// <summary>A stand-in of one connection, as an integrator sees it: every channel's people act and hear in the same words.</summary>
internal abstract class SandboxWorld : ISandboxWorld
{
    /// <summary>Updates that wait for a bot that takes none; more are not made.</summary>
    private const int MostPending = 1_000;

    private readonly StandIn standIn;
    private readonly TimeProvider clock;
    private readonly DateTimeOffset beganAt;
    private readonly FaultSwitch faults;
    private readonly ChatLog log = new(SandboxHome.MostMessages);
    private readonly Lock joining = new();
    private readonly ConcurrentDictionary<long, bool> contacts = new();

    protected SandboxWorld(StandIn standIn, HttpMessageHandler channel, TimeProvider clock)
    {
        this.standIn = standIn;
        this.clock = clock;
        Channel = channel;
        beganAt = clock.GetUtcNow();
        faults = new FaultSwitch(IsSend);
        standIn.Faults.Always(faults.Decide);
        standIn.Sent.Told = Hear;
    }

    public HttpMessageHandler Channel { get; }

    public SandboxView View => new(Can, contacts.Count, faults.Now, beganAt);

    /// <summary>See <see cref="SandboxView.Can"/>.</summary>
    protected abstract IReadOnlyList<string> Can { get; }

    /// <summary>Updates that the connection has not taken.</summary>
    protected abstract int Pending { get; }

    public async ValueTask DisposeAsync()
    {
        await standIn.DisposeAsync();
        Channel.Dispose();
    }

    public void SetFaults(SandboxFaults faults)
    {
        this.faults.Now = faults;
        SetDelay(TimeSpan.FromMilliseconds(faults.DelayMs));
    }

    public SandboxContact? Find(long contact) => contacts.TryGetValue(contact, out var blocked) ? new SandboxContact(contact, blocked, TypingAt(contact), log.Count(contact)) : null;

    public Result<SandboxContact> SetBlocked(long contact, bool blocked)
    {
        if (!contacts.TryGetValue(contact, out var before)) return NoContact;
        if (!Can.Contains("block")) return NotPossible("Contacts of this channel cannot block.");
        if (before == blocked) return Find(contact)!;
        Block(contact, blocked);
        contacts[contact] = blocked;
        Note(contact, Happened(blocked ? "blocked" : "unblocked"));
        return Find(contact)!;
    }

    public Result<SandboxEvent> Write(long contact, WriteInSandbox what)
    {
        var ability = what switch { { File: { } file } => file.Kind.ToString().ToLowerInvariant(), { Location: not null } => "location", { Phone: not null } => "phone", _ => "text" };
        if (!Can.Contains(ability)) return NotPossible($"Contacts of this channel cannot send a {ability}, or bots do not get it.");
        if (Pending >= MostPending) return Full("Too many updates wait for the connection: it takes none.");
        if (!Join(contact)) return Full($"A sandbox has at most {SandboxHome.MostContacts} contacts.");
        return Act(contact, () => Happened("message", Say(contact, what), what.Text) with
        {
            Location = what.Location,
            Media = what.File is { } file ? [Media(file.Kind.ToString().ToLowerInvariant(), file.Name, file.Content)] : null,
        });
    }

    public Result<SandboxEvent> Edit(long contact, string message, string text) => Known(contact, "edit", () =>
    {
        ChangeText(contact, message, text);
        return Happened("edited", message, text);
    });

    public Result<SandboxEvent> Delete(long contact, string message) => Known(contact, "delete", () =>
    {
        TakeBack(contact, message);
        return Happened("deleted", message);
    });

    public Result<SandboxEvent> Press(long contact, string button) => Known(contact, "press", () =>
    {
        PressButton(contact, button);
        return Happened("pressed", null, button);
    });

    public IReadOnlyList<SandboxEvent> Read(long contact, long after, int most) => log.Read(contact, after, most);

    /// <summary>Whether an operation brings a contact something.</summary>
    protected abstract bool IsSend(string operation);

    /// <summary>Has updates come so much later.</summary>
    protected abstract void SetDelay(TimeSpan delay);

    /// <summary>When the bot last showed that it types; null: never, or the channel has no such sign.</summary>
    protected virtual DateTimeOffset? TypingAt(long contact) => null;

    /// <summary>A contact writes.</summary>
    /// <returns>The channel's id of the message.</returns>
    /// <exception cref="InvalidOperationException">It cannot; the words are for a person.</exception>
    protected abstract string Say(long contact, WriteInSandbox what);

    protected virtual void ChangeText(long contact, string message, string text) => throw new InvalidOperationException("Not in this channel.");

    protected virtual void TakeBack(long contact, string message) => throw new InvalidOperationException("Not in this channel.");

    protected virtual void PressButton(long contact, string button) => throw new InvalidOperationException("Not in this channel.");

    protected virtual void Block(long contact, bool blocked) => throw new InvalidOperationException("Not in this channel.");

    /// <summary>What of what the connection did reaches a contact, and whom; null: nothing.</summary>
    protected abstract (long Contact, SandboxEvent Event)? Hear(Heard heard);

    protected static SandboxMedia Media(string kind, string? name, byte[] content) => new(kind, name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>A send, and the event that it is begun with.</summary>
    protected sealed record Heard(SentMessage Sent)
    {
        public SandboxEvent As(string type, string? text = null) => new()
        {
            Seq = 0, Type = type, FromConnection = true, MessageId = Sent.MessageId.Length > 0 ? Sent.MessageId : null, Text = (text ?? Sent.Text) is { Length: > 0 } said ? said : null,
            Answered = Sent.Told, At = Sent.At,
        };
    }

    private void Hear(SentMessage sent)
    {
        if (Hear(new Heard(sent)) is var (contact, happened)) log.Add(contact, happened);
    }

    private bool Join(long contact)
    {
        lock (joining) return contacts.ContainsKey(contact) || (contacts.Count < SandboxHome.MostContacts && contacts.TryAdd(contact, false));
    }

    private Result<SandboxEvent> Known(long contact, string ability, Func<SandboxEvent> act)
    {
        if (!contacts.ContainsKey(contact)) return NoContact;
        return Can.Contains(ability) ? Act(contact, act) : NotPossible($"Contacts of this channel cannot {ability}, or bots do not hear of it.");
    }

    private Result<SandboxEvent> Act(long contact, Func<SandboxEvent> act)
    {
        try
        {
            return Note(contact, act());
        }
        catch (InvalidOperationException impossible)
        {
            // The stand-in says in words why a person could not do it.
            return NotPossible(impossible.Message);
        }
    }

    private SandboxEvent Note(long contact, SandboxEvent happened) => log.Add(contact, happened);

    private SandboxEvent Happened(string type, string? message = null, string? text = null) =>
        new() { Seq = 0, Type = type, FromConnection = false, MessageId = message, Text = text, At = clock.GetUtcNow() };

    private static Refusal NoContact => Refusal.NotFound("contact");

    private static Refusal NotPossible(string why) => Refusal.Conflict("not_possible", why);

    private static Refusal Full(string why) => Refusal.Conflict("sandbox_full", why);
}
