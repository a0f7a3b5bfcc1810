using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;
using static Sentralix.Llm.Tests.Batches.BatchHouse;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>The ends of a batch before its lines are: cancelled, expired, its key revoked, its process gone.</summary>
public sealed class BatchEndTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Cancelling_keeps_what_is_done_and_lets_end_what_is_under_way(StoreKind kind)
    {
        using var gate = new SemaphoreSlim(5);
        await using var house = await Open(kind, Gated(gate), settings: ("Batches:Concurrency", "2"));
        var created = await house.Begin(Questions(20));
        await house.Until(IdOf(created), b => CountsOf(b).Completed == 5);
        await Under(house, 7);

        using var cancelled = await house.Http.PostAsync($"batches/{IdOf(created)}/cancel", null);
        var cancelling = await Ok(cancelled);
        Assert.Equal(("cancelling", JsonValueKind.Number), (StatusOf(cancelling), cancelling.GetProperty("cancelling_at").ValueKind));
        using var again = await house.Http.PostAsync($"batches/{IdOf(created)}/cancel", null);
        Assert.Equal("cancelling", StatusOf(await Ok(again)));
        await Task.Delay(1500);
        gate.Release(100);
        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("cancelled", (20, 7, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.Equal((JsonValueKind.Number, JsonValueKind.Null), (batch.GetProperty("cancelled_at").ValueKind, batch.GetProperty("finalizing_at").ValueKind));
        var (done, left) = (await house.Lines(batch, "output_file_id"), await house.Lines(batch, "error_file_id"));
        Assert.Equal((7, 13), (done.Count, left.Count));
        Assert.Equal(20, done.Keys.Concat(left.Keys).Distinct().Count());
        Assert.All(left.Values, line => Assert.Equal(("batch_cancelled", JsonValueKind.Null), (CodeOf(line), line.GetProperty("response").ValueKind)));
        Assert.Equal(7, house.Upstream.Journal.Count);
        Assert.Equal((HttpStatusCode.BadRequest, null, "batch_not_cancellable"), await Refusal(house.Http.PostAsync($"batches/{IdOf(created)}/cancel", null)));
    }

    [Fact]
    public async Task A_batch_that_waits_for_a_limit_is_cancelled_at_once()
    {
        await using var house = await Open(StoreKind.Sqlite, null, (db, _, _) => Configured.Limit(db, new WriteModelLimit { Key = "key_test", RequestsPerMinute = 1 }));
        var created = await house.Begin(Questions(5));
        await house.Until(IdOf(created), b => CountsOf(b).Completed == 1);
        using var cancelled = await house.Http.PostAsync($"batches/{IdOf(created)}/cancel", null);

        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("cancelled", (5, 1, 0)), (StatusOf(batch), CountsOf(batch)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task When_its_window_is_over_a_batch_expires_with_what_it_has(StoreKind kind)
    {
        await using var clock = new PushedClock();
        await using var house = await Open(kind, null, (db, _, _) => Configured.Limit(db, new WriteModelLimit { Key = "key_test", RequestsPerMinute = 2 }), clock.Time);
        var created = await house.Begin(Questions(300), window: "1h");
        clock.Push(TimeSpan.FromSeconds(10));

        var batch = await house.Ended(IdOf(created));

        var (total, completed, failed) = CountsOf(batch);
        Assert.Equal(("expired", 300, 0), (StatusOf(batch), total, failed));
        Assert.InRange(completed, 1, 150);
        Assert.True(batch.GetProperty("expired_at").GetInt64() >= batch.GetProperty("expires_at").GetInt64());
        Assert.Equal(completed, (await house.Lines(batch, "output_file_id")).Count);
        var left = await house.Lines(batch, "error_file_id");
        Assert.Equal(300 - completed, left.Count);
        Assert.All(left.Values, line => Assert.Equal("batch_expired", CodeOf(line)));
        Assert.Equal(completed, house.Upstream.Journal.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_is_revoked_or_expires_stops_its_batches(bool revoked)
    {
        using var gate = new SemaphoreSlim(3);
        await using var house = await Open(StoreKind.Sqlite, Gated(gate), settings: ("Batches:Concurrency", "1"));
        var created = await house.Begin(Questions(10));
        await house.Until(IdOf(created), b => CountsOf(b).Completed == 3);
        if (revoked) house.Keys.Revoke("key_test");
        else house.Keys.Expire("key_test", DateTimeOffset.UtcNow.AddSeconds(-1));
        await Task.Delay(TimeSpan.FromSeconds(7));
        gate.Release(100);

        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("cancelled", 10, 4), (StatusOf(batch), CountsOf(batch).Total, CountsOf(batch).Completed));
        Assert.Equal("key_revoked", batch.GetProperty("errors").GetProperty("data")[0].GetProperty("code").GetString());
        Assert.All((await house.Lines(batch, "error_file_id")).Values, line => Assert.Equal("key_revoked", CodeOf(line)));
        Assert.Equal(4, house.Upstream.Journal.Count);
    }

    [Fact]
    public async Task Where_nobody_can_tell_about_the_key_the_batch_goes_on()
    {
        await using var house = await Open(StoreKind.Sqlite);
        house.Keys.IsAway = true;

        Assert.Equal("completed", StatusOf(await house.Ended(IdOf(await house.Begin(Questions(3))))));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_process_that_is_torn_down_loses_no_recorded_line_and_none_is_asked_again(StoreKind kind)
    {
        var random = new Random(7);
        await using var house = await Open(kind, Slow(), settings: ("Batches:Concurrency", "4"));
        var created = await house.Begin(Questions(120));
        var recorded = new HashSet<int>();
        var seen = new List<(int Life, string Question, int Times)>();
        var recordedAt = new List<List<int>>();
        var cuts = 0;
        while (recorded.Count < 100)
        {
            var before = recorded.Count;
            await house.Until(IdOf(created), b => CountsOf(b).Completed >= before + random.Next(5, 25));
            await house.TearDown();
            cuts++;
            var rows = await house.Kit.Store.Read(SystemScope.Retention, (db, c) => db.BatchResults.Select(r => r.Line).ToListAsync(c), default);
            Assert.Superset(recorded, rows.ToHashSet());
            recorded = [.. rows];
            recordedAt.Add(rows);
            seen.AddRange(house.Asked().Select(a => (cuts, a.Key, a.Value)));
            house.Upstream.Journal.Clear();
            await house.Start();
        }

        var batch = await house.Ended(IdOf(created));
        seen.AddRange(house.Asked().Select(a => (cuts + 1, a.Key, a.Value)));

        Assert.True(cuts >= 3);
        Assert.Equal(("completed", (120, 120, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.Equal(Enumerable.Range(1, 120).Select(i => $"r-{i}"), (await house.Lines(batch, "output_file_id")).Keys);

        // Nothing that was recorded at a cut was asked after it; of each life at most what was under way is asked again.
        for (var cut = 1; cut <= cuts; cut++)
        {
            var after = seen.Where(s => s.Life > cut).Select(s => s.Question).ToHashSet();
            Assert.DoesNotContain(recordedAt[cut - 1], line => after.Contains($"вопрос {line}"));
        }

        Assert.InRange(seen.Sum(s => s.Times), 120, 120 + (cuts * 4));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_process_that_is_told_to_stop_lets_its_lines_end_and_accounts_for_them(StoreKind kind)
    {
        await using var house = await Open(kind, Slow(), settings: ("Batches:Concurrency", "4"));
        var created = await house.Begin(Questions(40));
        await house.Until(IdOf(created), b => CountsOf(b).Completed >= 10);
        await house.Stop();
        var asked = house.Upstream.Journal.Count;
        var rows = await house.Kit.Store.Read(SystemScope.Retention, (db, c) => db.BatchResults.CountAsync(c), default);
        var settled = await house.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.CountAsync(a => a.Outcome == "answered", c), default);
        Assert.Equal((asked, asked), (rows, settled));

        await house.Start();
        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("completed", (40, 40, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.All(house.Asked(), question => Assert.Equal(1, question.Value));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_batch_that_was_cut_while_its_files_were_written_writes_them_anew(StoreKind kind)
    {
        await using var house = await Open(kind);
        var created = await house.Begin(Questions(1));
        var first = await house.Ended(IdOf(created));
        var id = IdOf(first);

        // As a crash leaves it: the lines are over, a file has begun to arrive, and nobody has said that it is kept.
        await house.TearDown();
        using (Gateway.Caller.Enter())
        {
            await house.Kit.Store.Write(async (db, c) =>
            {
                var batch = await db.Batches.AsTracking().SingleAsync(b => b.Id == id, c);
                (batch.State, batch.EndedAt, batch.OutputFileId) = (Sentralix.Llm.Storage.BatchState.Finalizing, null, null);
                db.BatchResults.Add(new() { BatchId = id, Line = 1, IsError = false, Record = "{\"custom_id\":\"r-1\"}"u8.ToArray(), Size = 19 });
                db.WorkItems.Add(new()
                {
                    Kind = Sentralix.Llm.Batches.BatchRun.KindName, OrderingKey = $"batch/{id}", Payload = $$"""{"batch":"{{id}}"}""", Actor = "key:key_test",
                    DueAt = DateTimeOffset.UtcNow, CreatedAt = DateTimeOffset.UtcNow,
                });
            }, default);
        }

        await house.Start();
        var batch = await house.Ended(id);

        Assert.Equal("completed", StatusOf(batch));
        Assert.Equal("{\"custom_id\":\"r-1\"}\n", await house.Content(batch.GetProperty("output_file_id").GetString()!));
        Assert.Single(house.Upstream.Journal.Requests);
    }

    private static OpenAiBehaviour Slow() => new() { BeforeFirst = TimeSpan.FromMilliseconds(30) };

    private static OpenAiBehaviour Gated(SemaphoreSlim gate) => new()
    {
        Answer = _ =>
        {
            gate.Wait(TimeSpan.FromSeconds(30));
            return new ChatAnswer("да");
        },
    };

    private static async Task Under(BatchHouse house, int requests)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (house.Upstream.Journal.Count < requests) await Task.Delay(10, patience.Token);
    }

    private static string? CodeOf(JsonElement line) => line.GetProperty("error").GetProperty("code").GetString();
}
