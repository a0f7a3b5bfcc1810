using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Xunit;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>Ids, cursors, ETags and problem details.</summary>
public sealed class ValueTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ids_have_their_prefix_sort_by_time_and_do_not_repeat()
    {
        var ids = Enumerable.Range(0, 2000).Select(ms => Ids.New("cnv", Now.AddMilliseconds(ms))).ToList();

        Assert.All(ids, id => Assert.True(Ids.IsValid("cnv", id), id));
        Assert.Equal(ids, ids.Order(StringComparer.Ordinal));
        Assert.Equal(5000, Enumerable.Range(0, 5000).Select(_ => Ids.New("cnv", Now)).Distinct().Count());
    }

    [Fact]
    public void Ids_of_one_moment_do_not_repeat_whichever_threads_make_them()
    {
        // Each thread fetches its lots for itself, and more often than once.
        var made = new string[8][];
        var threads = Enumerable.Range(0, made.Length).Select(i => new Thread(() => made[i] = [.. Enumerable.Range(0, 5000).Select(_ => Ids.New("cnv", Now))])).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        var ids = made.SelectMany(of => of).ToList();
        Assert.Equal(8 * 5000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^cnv_[0-7][0-9a-hjkmnp-tv-z]{25}$", id));

        // The time, and version 7, are the same in all; of the lots behind, every digit takes every value.
        Assert.Single(ids.Select(id => id[4..14]).Distinct());
        for (var digit = 18; digit < 30; digit++) Assert.Equal(32, ids.Select(id => id[digit]).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("cnv_")]
    [InlineData("msg_01kb5d0x00e8ht6zwhdr4w9z3q")]
    [InlineData("cnv_01KB5D0X00E8HT6ZWHDR4W9Z3Q")]
    [InlineData("cnv_01kb5d0x00e8ht6zwhdr4w9z3")]
    [InlineData("cnv_01kb5d0x00e8ht6zwhdr4w9z3qq")]
    [InlineData("cnv_0ilou00000000000000000000")]
    [InlineData("cnv_01kb5d0x00e8ht6zwhdr4w9z3\0")]
    public void What_is_no_id_of_this_kind_is_known(string? id) => Assert.False(Ids.IsValid("cnv", id));

    [Fact]
    public void A_derived_id_is_the_same_for_the_same_name()
    {
        Assert.Equal(Ids.Derive("evt", "связь/1"), Ids.Derive("evt", "связь/1"));
        Assert.NotEqual(Ids.Derive("evt", "связь/1"), Ids.Derive("evt", "связь/2"));
        Assert.True(Ids.IsValid("evt", Ids.Derive("evt", "связь/1")));
    }

    [Fact]
    public void A_page_has_a_next_only_where_there_is_more()
    {
        Assert.Null(Paging.Of([1, 2, 3], 3, i => $"{i}", i => i).Next);
        var page = Paging.Of([1, 2, 3, 4], 3, i => $"{i}", i => i);
        Assert.Equal([1, 2, 3], page.Items);
        Assert.True(Paging.TryRead(page.Next, out long last));
        Assert.Equal(3, last);
        Assert.Null(Paging.Of(Array.Empty<int>(), 3, i => $"{i}", i => i).Next);
        Assert.Equal("""{"items":[],"next":null}""", JsonSerializer.Serialize(new Page<int>([], null), SentralixJson.Options));
    }

    [Fact]
    public void Cursors_are_ours_or_refused()
    {
        Assert.True(Paging.TryRead(Paging.Cursor("ключ/1"), out string key));
        Assert.Equal("ключ/1", key);
        Assert.True(Paging.TryRead(null, out long none));
        Assert.Equal(0, none);
        foreach (var bad in (string[])["!", "a b", "=", new string('A', 257), Paging.Cursor("x"), Paging.Cursor("-1"), Paging.Cursor("1 "), Paging.Cursor("99999999999999999999")])
            Assert.False(Paging.TryRead(bad, out long _), bad);
    }

    [Theory]
    [InlineData("\"7\"", null)]
    [InlineData(" \"7\" ", null)]
    [InlineData(null, "precondition_required")]
    [InlineData(" ", "precondition_required")]
    [InlineData("\"6\"", "stale")]
    [InlineData("7", "stale")]
    [InlineData("*", "stale")]
    [InlineData("W/\"7\"", "stale")]
    public void If_match_must_name_the_revision_that_is(string? header, string? code) => Assert.Equal(code, ETags.Check(header, 7)?.Code);

    [Fact]
    public async Task A_refusal_survives_the_wire()
    {
        var refusal = new Refusal("rate_limited", 429, "Не так быстро.") { RetryAfterMs = 1200, Errors = new Dictionary<string, string[]> { ["a.b"] = ["x", "y"] } };
        var http = new DefaultHttpContext();
        http.Response.Body = new MemoryStream();

        await Problems.Write(http, refusal);

        http.Response.Body.Position = 0;
        using var content = new StreamContent(http.Response.Body);
        content.Headers.Add("Content-Type", http.Response.ContentType);
        var read = await Problems.Read(content, default);
        Assert.Equal(JsonSerializer.Serialize(refusal), JsonSerializer.Serialize(read));
        Assert.Equal("2", http.Response.Headers.RetryAfter.ToString());
    }

    [Theory]
    [InlineData("""{"type":"about:blank","status":404}""", Problems.MediaType)]
    [InlineData("""{"type":""", Problems.MediaType)]
    [InlineData("[]", Problems.MediaType)]
    [InlineData("null", Problems.MediaType)]
    [InlineData("""{"type":"urn:sentralix:error:x","status":404}""", "application/json")]
    public async Task Somebody_elses_problem_is_no_refusal_of_ours(string body, string type)
    {
        using var content = new StringContent(body, null, type);

        Assert.Null(await Problems.Read(content, default));
    }
}
