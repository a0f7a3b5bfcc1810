using System.Text.Json;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Sandboxes;

/// <summary>The sandboxes of one channel, as an integrator uses them.</summary>
internal sealed class SandboxDesk(ConnectionBook book, SandboxClients sandboxes) : ISandbox
{
    // VK's group chats begin above it, and MAX adds as much for its dialogs.
    private const long LastContact = 999_999_999;

    public Task<Result<SandboxView>> Get(string id, CancellationToken cancellation) => Ask<SandboxView>(id, new SandboxQuestion(SandboxQuestion.View), cancellation);

    public Task<Result<SandboxView>> SetFaults(string id, SandboxFaults body, CancellationToken cancellation) =>
        Ask<SandboxView>(id, new SandboxQuestion(SandboxQuestion.SetFaults) { Body = Json(body) }, cancellation);

    public Task<Result<SandboxContact>> Contact(string id, long contact, CancellationToken cancellation) =>
        Ask<SandboxContact>(id, new SandboxQuestion(SandboxQuestion.Find) { Contact = contact }, cancellation);

    public Task<Result<SandboxContact>> SetContact(string id, long contact, SetSandboxContact body, CancellationToken cancellation) =>
        Ask<SandboxContact>(id, new SandboxQuestion(SandboxQuestion.Block) { Contact = contact, Body = Json(body.Blocked) }, cancellation);

    public Task<Result<SandboxEvent>> Write(string id, long contact, WriteInSandbox body, CancellationToken cancellation) =>
        InRange(contact) is { } refusal ? Refused<SandboxEvent>(refusal) : Ask<SandboxEvent>(id, new SandboxQuestion(SandboxQuestion.Write) { Contact = contact, Body = Json(body) }, cancellation);

    public async Task<Result<Page<SandboxEvent>>> Read(string id, long contact, int limit, string? after, long? since, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long cursor)) return Paging.BadCursor;
        if (since is { } && after is not null) return Refusal.Invalid("since", "goes without after");
        var question = new SandboxQuestion(SandboxQuestion.History) { Contact = contact, After = since ?? cursor, Most = limit + 1 };
        var events = await Ask<List<SandboxEvent>>(id, question, cancellation);
        return events.Map(all => new Page<SandboxEvent>([.. all.Take(limit)], all.Count > limit ? Paging.Cursor(all[limit - 1].Seq) : null));
    }

    public Task<Result<SandboxEvent>> Edit(string id, long contact, string message, EditInSandbox body, CancellationToken cancellation) =>
        Ask<SandboxEvent>(id, new SandboxQuestion(SandboxQuestion.Edit) { Contact = contact, Message = message, Body = Json(body.Text) }, cancellation);

    public Task<Result<SandboxEvent>> Delete(string id, long contact, string message, CancellationToken cancellation) =>
        Ask<SandboxEvent>(id, new SandboxQuestion(SandboxQuestion.Delete) { Contact = contact, Message = message }, cancellation);

    public Task<Result<SandboxEvent>> Press(string id, long contact, PressInSandbox body, CancellationToken cancellation) =>
        Ask<SandboxEvent>(id, new SandboxQuestion(SandboxQuestion.Press) { Contact = contact, Body = Json(body.Button) }, cancellation);

    private async Task<Result<T>> Ask<T>(string id, SandboxQuestion question, CancellationToken cancellation)
    {
        if (await book.Own(id, cancellation) is not { } connection) return Refusal.NotFound("connection");
        if (!connection.IsSandbox) return Refusal.Conflict("not_sandbox", "The connection leads to the real channel.");
        return (await sandboxes.World(CallContext.Current.Tenant, id).Ask(question).WaitAsync(cancellation)).Read<T>();
    }

    private static Refusal? InRange(long contact) => contact is >= 1 and <= LastContact ? null : Refusal.Invalid("contact", $"must be 1 to {LastContact}");

    private static Task<Result<T>> Refused<T>(Refusal refusal) => Task.FromResult<Result<T>>(refusal);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, SentralixJson.Options);
}
