using System.Text.Json;
using Sentralix.Compliance;
using Sentralix.Contracts;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>A contract called in process and the same contract called over HTTP are one behaviour.</summary>
public sealed class TwoWaysTests(House house)
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 11, 23, 23, 59, 59, TimeSpan.FromHours(3)).AddTicks(9_999_990);
    private static readonly NewTool Hammer = new("Молоток «Кувалда» 🔨");

    [Theory, CombinatorialWays]
    public async Task Values_in_route_query_header_and_body_arrive_as_they_were(Way way)
    {
        using var caller = Caller.Of("acme").Enter();

        var answer = await house.Of<IWorkshop>(way).Echo("инструмент №1", "\"версия 7\"", "a&b=c?d#e+f г/д", -42, true, Moment, Shape.CrossHead, Hammer, default);

        Assert.Equal(new Echo("инструмент №1", "\"версия 7\"", "a&b=c?d#e+f г/д", -42, true, Moment, Shape.CrossHead, Hammer.Name, 7), answer.OrThrow());
    }

    [Theory, CombinatorialWays]
    public async Task What_is_left_out_stays_left_out(Way way)
    {
        using var caller = Caller.Of("acme").Enter();

        Assert.Equal(new Echo("t", null, null, null, null, null, null, "x", 7), (await house.Of<IWorkshop>(way).Echo("t", null, null, null, null, null, null, new NewTool("x"), default)).OrThrow());
        Assert.Null((await house.Of<IWorkshop>(way).Note(null, default)).OrThrow().What);
        Assert.Equal("x", (await house.Of<IWorkshop>(way).Note(new NewTool("x"), default)).OrThrow().What);
    }

    [Theory]
    [CombinatorialWays("invalid", 400)]
    [CombinatorialWays("unauthenticated", 401)]
    [CombinatorialWays("quota_exceeded", 402)]
    [CombinatorialWays("forbidden", 403)]
    [CombinatorialWays("not_found", 404)]
    [CombinatorialWays("still_live", 409)]
    [CombinatorialWays("stale", 412)]
    [CombinatorialWays("too_large", 413)]
    [CombinatorialWays("unsupported_media_type", 415)]
    [CombinatorialWays("idempotency_key_reuse", 422)]
    [CombinatorialWays("precondition_required", 428)]
    [CombinatorialWays("rate_limited", 429)]
    [CombinatorialWays("not_installed", 501)]
    [CombinatorialWays("no_model", 503)]
    public async Task A_refusal_arrives_with_its_code_status_words_errors_and_wait(Way way, string code, int status)
    {
        using var caller = Caller.Of("acme").Enter();
        var errors = status == 400 ? new Dictionary<string, string[]> { ["parts[0].text"] = ["пусто", "must not be empty"] } : null;
        var order = new RefusalOrder(code, status, "Так нельзя: «нет».", errors, status is 409 or 429 ? 1500 : null);

        var answer = await house.Of<IWorkshop>(way).Refuse(order, default);

        Assert.False(answer.Ok);
        Assert.Equal(
            JsonSerializer.Serialize(order, SentralixJson.Options),
            JsonSerializer.Serialize(new RefusalOrder(answer.Refusal.Code, answer.Refusal.Status, answer.Refusal.Detail, answer.Refusal.Errors, answer.Refusal.RetryAfterMs), SentralixJson.Options));
    }

    [Theory, CombinatorialWays]
    public async Task An_action_that_has_nothing_to_say_says_done(Way way)
    {
        using var caller = Caller.Of("acme").Enter();

        Assert.Equal(Done.Value, (await house.Of<IWorkshop>(way).Delete("tool_known", default)).OrThrow());
        Assert.Equal("not_found", (await house.Of<IWorkshop>(way).Delete("tool_other", default)).Refusal?.Code);
    }

    [Theory, CombinatorialWays]
    public async Task A_list_is_read_page_by_page_and_bad_limits_and_cursors_are_named(Way way)
    {
        using var caller = Caller.Of("acme").Enter();
        var workshop = house.Of<IWorkshop>(way);
        var read = new List<string>();
        string? after = null;
        do
        {
            var page = (await workshop.List(4, after, default)).OrThrow();
            read.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"инструмент {i}"), read);
        foreach (var limit in (int[])[-1, 0, 201]) Assert.Equal(["limit"], (await workshop.List(limit, null, default)).Refusal?.Errors?.Keys);
        foreach (var cursor in (string[])["!!", "0YHRgtC-0Ls", "AA"]) Assert.Equal(["after"], (await workshop.List(4, cursor, default)).Refusal?.Errors?.Keys);
    }

    [Theory, CombinatorialWays]
    public async Task A_body_that_knows_what_is_wrong_with_it_is_refused_before_the_implementation(Way way)
    {
        using var caller = Caller.Of("acme").Enter();

        var refusal = (await house.Of<IWorkshop>(way).Order(new NewTool(new string('я', 41)), default)).Refusal;

        Assert.Equal(400, refusal?.Status);
        Assert.Equal(["must have at most 40 characters"], refusal!.Errors!["name"]);
    }

    [Theory, CombinatorialWays]
    public async Task Who_lacks_the_scope_is_refused_once_and_in_streams(Way way)
    {
        using var caller = Caller.With("acme", "key:reader", "tools:other", "files:*").Enter();
        var workshop = house.Of<IWorkshop>(way);

        Assert.Equal(("forbidden", 403), Of((await workshop.Delete("tool_known", default)).Refusal));
        var refused = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await foreach (var chip in workshop.Saw("x", SawMode.Plain, 3, default)) Assert.Fail(chip.Text);
        });
        Assert.Equal(("forbidden", 403), Of(refused.Refusal));

        static (string?, int?) Of(Refusal? refusal) => (refusal?.Code, refusal?.Status);
    }

    [Theory, CombinatorialWays]
    public async Task Tenant_actor_and_a_scope_with_a_star_go_along(Way way)
    {
        using var caller = Caller.With("tenant_б", "contact:Катя", "tools:*").Enter();

        Assert.Equal(new Heard("tenant_б", "contact:Катя", "x"), (await house.Of<IWorkshop>(way).Order(new NewTool("x"), default)).OrThrow());
    }

    [Theory, CombinatorialWays]
    public async Task A_call_without_a_context_throws(Way way)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => house.Of<IWorkshop>(way).Delete("tool_known", default));
    }

    [Theory, CombinatorialWays]
    public async Task A_fault_of_the_implementation_throws_and_is_no_refusal(Way way)
    {
        using var caller = Caller.Of("acme").Enter();

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => house.Of<IWorkshop>(way).Break(default));

        if (way == Way.InProcess)
        {
            Assert.IsType<InvalidDataException>(fault);
            return;
        }

        Assert.Equal("workshop", Assert.IsType<ServiceUnavailableException>(fault).Service);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory, CombinatorialWays]
    public async Task Giving_up_a_call_reaches_the_implementation(Way way)
    {
        using var caller = Caller.Of("acme").Enter();
        using var patience = new CancellationTokenSource();
        var id = $"{way}_call";
        var call = house.Of<IWorkshop>(way).Wait(id, patience.Token);
        await Workshop.Signal(Workshop.Begun, id).Task.WaitAsync(TimeSpan.FromSeconds(30));

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Workshop.Signal(Workshop.Cancelled, id).Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory, CombinatorialWays]
    public async Task A_raw_body_arrives_byte_for_byte_with_its_type(Way way)
    {
        using var caller = Caller.Of("acme").Enter();
        var bytes = new byte[700_001];
        new Random(1).NextBytes(bytes);

        var heard = (await house.Of<IWorkshop>(way).Upload(new MemoryStream(bytes), "application/pdf", "договор.pdf", default)).OrThrow();

        Assert.Equal(new Heard("acme", "договор.pdf", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), bytes.Length, "application/pdf"), heard);
    }
}
