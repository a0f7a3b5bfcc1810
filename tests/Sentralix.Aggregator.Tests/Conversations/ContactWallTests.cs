using System.Reflection;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Aggregator.Tests.Conversations;

/// <summary>A contact's session token touches its own conversation and nothing else.</summary>
public sealed class ContactWallTests
{
    [Fact]
    public async Task To_a_contact_every_other_conversation_does_not_exist_and_the_rest_is_forbidden()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var mine = await house.Converse();
        var other = await house.Converse();
        string run;
        using (house.Enter()) run = (await house.Api.Send(other, House.Text("Hello"), CancellationToken.None)).OrThrow().RunId!;
        house.Orchestrator.Calls.Clear();

        using var _ = house.EnterContact(mine);
        var walked = new Dictionary<string, string>();
        foreach (var method in typeof(IConversationApi).GetMethods())
        {
            var id = method.Name is "Run" or "Cancel" ? run : other;
            var refusal = await Refused(method, house.Api, id);
            var contact = method.GetCustomAttribute<ScopeAttribute>()!.Contact;
            Assert.True(refusal is not null, $"{method.Name} let a contact on");
            Assert.Equal(contact ? "not_found" : "forbidden", refusal.Code);
            walked[method.Name] = refusal.Code;
        }

        Assert.Equal(["Cancel", "Events", "Get", "Messages", "Run", "Send", "SendAndStream", "StreamEvents"], walked.Where(w => w.Value == "not_found").Select(w => w.Key).Order());
        Assert.Empty(house.Orchestrator.Calls);
    }

    [Fact]
    public async Task A_contact_uses_no_other_public_contract()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var mine = await house.Converse();
        using var _ = house.EnterContact(mine);
        foreach (var method in typeof(IFileApi).GetMethods()) Assert.Equal("forbidden", (await Refused(method, house.Files, "file"))?.Code);
        foreach (var method in typeof(ISessionTokens).GetMethods()) Assert.Equal("forbidden", (await Refused(method, house.Tokens, mine))?.Code);
    }

    [Fact]
    public async Task A_contact_speaks_and_cancels_in_its_own_conversation()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var mine = await house.Converse();
        using var _ = house.EnterContact(mine);
        var sent = (await house.Api.Send(mine, House.Text("Hello"), CancellationToken.None)).OrThrow();
        Assert.Equal(mine, (await house.Api.Get(mine, CancellationToken.None)).OrThrow().Id);
        Assert.Equal(mine, (await house.Api.Run(sent.RunId!, CancellationToken.None)).OrThrow().ConversationId);
        Assert.True((await house.Api.Cancel(sent.RunId!, CancellationToken.None)).Ok);
        Assert.Contains($"Cancel {sent.RunId}", house.Orchestrator.Calls);
    }

    [Fact]
    public async Task A_contact_does_not_see_how_the_assistant_came_to_its_answer()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var mine = await house.Converse();
        house.Orchestrator.Script = (c, r, _, _) => Inside(c, r!);
        var (ours, theirs) = (new List<ConversationEvent>(), new List<ConversationEvent>());
        using (house.Enter())
            await foreach (var what in house.Api.SendAndStream(mine, House.Text("Hello"), CancellationToken.None)) ours.Add(what);
        using (house.EnterContact(mine))
        {
            await foreach (var what in house.Api.SendAndStream(mine, House.Text("Hello"), CancellationToken.None)) theirs.Add(what);
            var run = (await house.Api.Run(theirs[^1].RunId!, CancellationToken.None)).OrThrow();
            Assert.Null(run.Usage);
        }

        Assert.Equal(["node.completed", "run.failed", "done"], ours.Select(e => e.Type));
        Assert.Equal("the key sk-… was refused", ours[1].Error?.Detail);
        Assert.Equal(["run.failed", "done"], theirs.Select(e => e.Type));
        Assert.Equal(new RunError("upstream_auth", ""), theirs[0].Error);

        static async IAsyncEnumerable<ConversationEvent> Inside(string c, string r)
        {
            await Task.Yield();
            yield return ScriptedConversations.Persisted(c, r, 11, "node.completed") with { Node = "look_up" };
            yield return ScriptedConversations.Persisted(c, r, 12, "run.failed") with { Error = new RunError("upstream_auth", "the key sk-… was refused", "answer", "main") };
        }
    }

    private static async Task<Refusal?> Refused(MethodInfo method, object contract, string id)
    {
        var args = method.GetParameters().Select(p => p.ParameterType switch
        {
            var t when t == typeof(CancellationToken) => CancellationToken.None,
            var t when t == typeof(SendMessage) => House.Text("Hello"),
            var t when t == typeof(OperatorMessage) => new OperatorMessage { Parts = [MessagePart.OfText("Hello")] },
            var t when t == typeof(Stream) => new MemoryStream([1]),
            var t when t == typeof(int) => 50,
            var t when t == typeof(string) => p.Name is "id" or "name" ? id : null,
            var t => Activator.CreateInstance(t),
        }).ToArray();
        var answer = method.Invoke(contract, args)!;
        try
        {
            if (answer is IAsyncEnumerable<ConversationEvent> stream)
            {
                await foreach (var _ in stream) return null;
                return null;
            }
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }

        await (Task)answer;
        var result = answer.GetType().GetProperty("Result")!.GetValue(answer)!;
        return (Refusal?)result.GetType().GetProperty("Refusal")!.GetValue(result);
    }
}
