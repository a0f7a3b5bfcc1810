using Refit;

namespace Sentralix.Contracts.Messengers;

/// <summary>The other side of a sandbox connection: what its contacts do, what they have been sent, and what goes wrong at the channel. Admin
/// contract of every messenger, under its own prefix (<c>~</c>). A contact is a number that the caller chooses. Everything here answers
/// <c>not_sandbox</c> (409) for a connection to the real channel.</summary>
[Contract("~", ContractKind.Admin), Family("telegram", "vk", "avito", "max", "jivosite")]
public interface ISandbox
{
    /// <summary>What contacts of this channel can do, how many there are, and what goes wrong.</summary>
    [Get("/~/admin/v1/connections/{id}/sandbox"), Scope("connections:read")]
    Task<Result<SandboxView>> Get(string id, CancellationToken cancellation);

    /// <summary>Sets what goes wrong at the channel from now on; what is left out goes well.</summary>
    [Put("/~/admin/v1/connections/{id}/sandbox/faults"), Scope("connections:write")]
    Task<Result<SandboxView>> SetFaults(string id, [Body] SandboxFaults body, CancellationToken cancellation);

    /// <summary>A contact, as far as the channel shows it.</summary>
    [Get("/~/admin/v1/connections/{id}/sandbox/contacts/{contact}"), Scope("connections:read")]
    Task<Result<SandboxContact>> Contact(string id, long contact, CancellationToken cancellation);

    /// <summary>A contact blocks the bot, or lets it write again.</summary>
    /// <returns>The contact; <c>not_possible</c> (409) where the channel's contacts cannot block.</returns>
    [Put("/~/admin/v1/connections/{id}/sandbox/contacts/{contact}"), Scope("connections:write")]
    Task<Result<SandboxContact>> SetContact(string id, long contact, [Body] SetSandboxContact body, CancellationToken cancellation);

    /// <summary>A contact writes. Its first message makes it known to the channel.</summary>
    /// <returns>The message; <c>not_possible</c> (409) with the reason; <c>sandbox_full</c> (409) beyond 100 contacts.</returns>
    [Post("/~/admin/v1/connections/{id}/sandbox/contacts/{contact}/messages"), Scope("connections:write"), Answers(201), MaxBody(8 << 20)]
    Task<Result<SandboxEvent>> Write(string id, long contact, [Body] WriteInSandbox body, CancellationToken cancellation);

    /// <summary>What happened in a contact's chat, from both sides, in order. The latest 500 are kept. While nothing new is there
    /// <c>next</c> is null: go on with the <c>seq</c> of the last event as <c>since</c>.</summary>
    [Get("/~/admin/v1/connections/{id}/sandbox/contacts/{contact}/messages"), Scope("connections:read")]
    Task<Result<Page<SandboxEvent>>> Read(string id, long contact, int limit = 50, string? after = null, long? since = null, CancellationToken cancellation = default);

    /// <summary>A contact changes the text of its own message.</summary>
    [Put("/~/admin/v1/connections/{id}/sandbox/contacts/{contact}/messages/{message}"), Scope("connections:write")]
    Task<Result<SandboxEvent>> Edit(string id, long contact, string message, [Body] EditInSandbox body, CancellationToken cancellation);

    /// <summary>A contact deletes its own message.</summary>
    [Delete("/~/admin/v1/connections/{id}/sandbox/contacts/{contact}/messages/{message}"), Scope("connections:write")]
    Task<Result<SandboxEvent>> Delete(string id, long contact, string message, CancellationToken cancellation);

    /// <summary>A contact presses a button: that of the newest message that has one with this label.</summary>
    [Post("/~/admin/v1/connections/{id}/sandbox/contacts/{contact}/presses"), Scope("connections:write"), Answers(201)]
    Task<Result<SandboxEvent>> Press(string id, long contact, [Body] PressInSandbox body, CancellationToken cancellation);
}

/// <summary>A sandbox.</summary>
/// <param name="Can">What contacts can do: <c>text</c>, <c>photo</c>, <c>voice</c>, <c>file</c>, <c>location</c>, <c>phone</c>, <c>press</c>, <c>edit</c>, <c>delete</c>, <c>block</c>.</param>
/// <param name="Contacts">How many have written.</param>
/// <param name="Faults">What goes wrong.</param>
/// <param name="BeganAt">Since when it remembers: a sandbox begins empty with its process.</param>
public sealed record SandboxView(IReadOnlyList<string> Can, int Contacts, SandboxFaults Faults, DateTimeOffset BeganAt);

/// <summary>What goes wrong at the channel.</summary>
public sealed record SandboxFaults : IValidated
{
    /// <summary>What becomes of the next sends.</summary>
    public SandboxSendFault Sends { get; init; }

    /// <summary>Of how many sends; counts down. 1–1000.</summary>
    public int Times { get; init; } = 1;

    /// <summary>With <c>rate_limited</c>: how long the channel asks to wait, where it tells that. 1000–600000.</summary>
    public int? RetryAfterMs { get; init; }

    /// <summary>How much later what contacts do reaches the webhook. 0–60000.</summary>
    public int DelayMs { get; init; }

    /// <summary>Whether the channel takes the connection's credential no more.</summary>
    public bool TokenRevoked { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(Times is < 1 or > 1000, "times", "must be 1 to 1000");
        faults.When(RetryAfterMs is < 1000 or > 600_000, "retry_after_ms", "must be 1000 to 600000");
        faults.When(RetryAfterMs is not null && Sends != SandboxSendFault.RateLimited, "retry_after_ms", "belongs to rate_limited");
        faults.When(DelayMs is < 0 or > 60_000, "delay_ms", "must be 0 to 60000");
    }
}

/// <summary>What becomes of a send.</summary>
public enum SandboxSendFault
{
    /// <summary>It goes well.</summary>
    None,

    /// <summary>The channel says that it is too many.</summary>
    RateLimited,

    /// <summary>The connection is cut, and nothing was sent.</summary>
    CutBefore,

    /// <summary>It was sent, and the connection is cut before the answer.</summary>
    CutAfter,

    /// <summary>The channel has broken down, and nothing was sent.</summary>
    Error,
}

/// <summary>A contact of a sandbox.</summary>
/// <param name="Contact">Its number.</param>
/// <param name="Blocked">Whether it has blocked the bot.</param>
/// <param name="TypingAt">When the bot last showed that it types; null: never.</param>
/// <param name="Messages">How many events its chat has.</param>
public sealed record SandboxContact(long Contact, bool Blocked, DateTimeOffset? TypingAt, int Messages);

/// <summary>Changes a contact.</summary>
/// <param name="Blocked">Whether it blocks the bot.</param>
public sealed record SetSandboxContact(bool Blocked);

/// <summary>What a contact writes: exactly one of <see cref="Text"/>, <see cref="File"/> (with a text as its caption), <see cref="Location"/> and <see cref="Phone"/>.</summary>
public sealed record WriteInSandbox : IValidated
{
    /// <summary>The contact's name, where it writes for the first time. 1–60 characters.</summary>
    public string? Name { get; init; }

    /// <summary>1–4096 characters.</summary>
    public string? Text { get; init; }

    /// <summary>A photo, a voice message or a document.</summary>
    public SandboxFile? File { get; init; }

    /// <summary>A place.</summary>
    public SandboxPlace? Location { get; init; }

    /// <summary>The contact's own phone number: <c>+</c> and 7–15 digits.</summary>
    public string? Phone { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("name", Name, 60, required: false);
        faults.Text("text", Text, 4096, required: false);
        var said = (File is not null ? 1 : Text is not null ? 1 : 0) + (Location is not null ? 1 : 0) + (Phone is not null ? 1 : 0);
        faults.When(said != 1, "text", "exactly one of text, file, location and phone must be given; a text may go with a file");
        faults.When(Phone is { } phone && !(phone.Length is >= 8 and <= 16 && phone[0] == '+' && phone.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0), "phone", "must be + and 7 to 15 digits");
        File?.Validate(faults);
        Location?.Validate(faults);
    }
}

/// <summary>A file that a contact sends.</summary>
public sealed record SandboxFile
{
    /// <summary>As what.</summary>
    public required SandboxFileKind Kind { get; init; }

    /// <summary>Its name, 1–100 characters; left out: one of its kind.</summary>
    public string? Name { get; init; }

    /// <summary>Its bytes in Base64, at most 5 MiB.</summary>
    public required byte[] Content { get; init; }

    internal void Validate(Faults faults)
    {
        faults.Text("file.name", Name, 100, required: false);
        faults.When(Name is { } name && name.AsSpan().IndexOfAny('/', '\\') >= 0, "file.name", "must not hold a path");
        faults.When(Content.Length is 0 or > 5 << 20, "file.content", "must have 1 byte to 5 MiB");
    }
}

/// <summary>As what a contact sends a file.</summary>
public enum SandboxFileKind
{
    /// <summary>A picture: PNG, GIF or JPEG.</summary>
    Photo,

    /// <summary>A voice message: OGG with Opus; for Avito, MP4.</summary>
    Voice,

    /// <summary>Any document.</summary>
    File,
}

/// <summary>A place.</summary>
/// <param name="Latitude">−90 to 90.</param>
/// <param name="Longitude">−180 to 180.</param>
public sealed record SandboxPlace(double Latitude, double Longitude)
{
    internal void Validate(Faults faults)
    {
        faults.When(Latitude is not (>= -90 and <= 90), "location.latitude", "must be -90 to 90");
        faults.When(Longitude is not (>= -180 and <= 180), "location.longitude", "must be -180 to 180");
    }
}

/// <summary>A changed message.</summary>
/// <param name="Text">1–4096 characters.</param>
public sealed record EditInSandbox(string Text) : IValidated
{
    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("text", Text, 4096);
    }
}

/// <summary>A pressed button.</summary>
/// <param name="Button">Its label, 1–128 characters.</param>
public sealed record PressInSandbox(string Button) : IValidated
{
    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("button", Button, 128);
    }
}

/// <summary>Something that happened in a contact's chat.</summary>
public sealed record SandboxEvent
{
    /// <summary>Rises.</summary>
    public required long Seq { get; init; }

    /// <summary><c>message</c>, <c>edited</c>, <c>deleted</c>, <c>pressed</c>, <c>press_answered</c>, <c>reaction</c>, <c>draft</c>, <c>handoff</c>, <c>blocked</c>, <c>unblocked</c>.</summary>
    public required string Type { get; init; }

    /// <summary>True: the connection did it; false: the contact.</summary>
    public required bool FromConnection { get; init; }

    /// <summary>The channel's id of the message.</summary>
    public string? MessageId { get; init; }

    /// <summary>Its text or caption; the label of a pressed button; the emoji of a reaction.</summary>
    public string? Text { get; init; }

    /// <summary>Its buttons, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<SandboxButton>>? Buttons { get; init; }

    /// <summary>Its media.</summary>
    public IReadOnlyList<SandboxMedia>? Media { get; init; }

    /// <summary>Its place.</summary>
    public SandboxPlace? Location { get; init; }

    /// <summary>False where the connection was cut before the channel's answer: the contact has it, and the platform was not told.</summary>
    public bool Answered { get; init; } = true;

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A button under a message.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Url">The page it opens; null: a press comes back.</param>
public sealed record SandboxButton(string Label, string? Url = null);

/// <summary>Media of a message, as it reached the contact.</summary>
/// <param name="Kind">The channel's own name of the kind, such as <c>photo</c>.</param>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of the bytes, in hexadecimal.</param>
public sealed record SandboxMedia(string Kind, string? Name = null, long? Size = null, string? Sha256 = null);
