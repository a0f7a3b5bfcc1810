using System.Net;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Sandbox;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Channels.Compliance;

/// <summary>What every connector must do, whatever its channel is like. A channel without a thing (edits, a key against repetition) takes the
/// scenario's other branch; nothing is skipped.</summary>
public abstract class ComplianceKit(ComplianceHouse house)
{
    private static readonly byte[] Point = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private ChannelWay Way => house.Way;

    [Fact]
    public async Task Text_is_answered_once()
    {
        Way.Ask(10, "Сколько стоит доставка?");
        Assert.Equal(["Ответ: Сколько стоит доставка?"], await Heard(10, 1));
    }

    [Fact]
    public async Task A_picture_is_stored_as_a_file_of_ours_with_the_bytes_that_were_sent()
    {
        var conversation = await house.Conversation(20);
        Way.Show(20, Point);

        var shown = await house.UntilMessage(conversation, m => Media(m) is { ValueKind: JsonValueKind.Object } media && media.GetProperty("state").GetString() == "stored", "the picture is stored");
        var file = shown.GetProperty("parts")[0].GetProperty("file_id").GetString();
        Assert.Equal(Point, await house.Api.Http.GetByteArrayAsync($"/api/v1/files/{file}/content"));
        Assert.DoesNotContain(Way.Witness.Address.Authority, shown.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_is_too_large_is_told_of_and_the_conversation_goes_on()
    {
        var conversation = await house.Conversation(30);
        Way.Show(30, [.. Point, .. new byte[26 << 20]]);

        await house.UntilMessage(conversation, m => Media(m) is { ValueKind: JsonValueKind.Object } media && media.GetProperty("state").GetString() == "too_large", "the picture is too large");
        Way.Ask(30, "Видно?");
        await house.Until(() => Way.Said(30).Any(s => s.Text == "Ответ: Видно?"), "the conversation goes on");
    }

    [Fact]
    public async Task A_button_brings_back_the_value_that_the_channel_never_saw()
    {
        Way.Ask(40, "Кнопки");
        var offered = (await Heard(40, 1))[0];
        Assert.StartsWith("Что выбрать?", offered, StringComparison.Ordinal);
        Assert.DoesNotContain("xxxxxxxx", Way.Said(40)[0].Body.GetRawText(), StringComparison.Ordinal);

        Way.Choose(40, "Второе", 2);

        Assert.Equal("Выбрано 2", (await Heard(40, 2))[1]);
    }

    [Fact]
    public async Task A_cards_button_brings_back_its_value_whether_the_channel_has_cards_or_not()
    {
        Way.Ask(45, "Карточки");
        await house.Until(() => Way.Said(45).Any(s => s.Text.Contains("Кофе", StringComparison.Ordinal) || (s.Body.TryGetProperty("template", out var row) && row.GetString()!.Contains("carousel", StringComparison.Ordinal))), "the last card is shown");
        var offered = Way.Said(45);
        Assert.DoesNotContain(offered, s => s.Body.GetRawText().Contains("xxxxxxxx", StringComparison.Ordinal));
        Assert.Equal(1, offered.Count(s => s.Text.Contains("Что взять?", StringComparison.Ordinal)));

        Way.Choose(45, "Взять кофе", 2);

        await house.Until(() => Way.Said(45).Any(s => s.Text == "Выбрано 4"), "the choice is heard");
        Assert.Equal("Выбрано 4", Way.Said(45)[^1].Text);
    }

    [Fact]
    public async Task An_edit_changes_the_message_and_is_not_answered()
    {
        var conversation = await house.Conversation(50);
        Way.Ask(50, "Три штки");
        await Heard(50, 2);
        if (!Way.Rewrite(50, "Три штуки")) return;

        await house.UntilMessage(conversation, m => TextOf(m) == "Три штуки", "the message is edited");
        Way.Ask(50, "Спасибо");
        Assert.Equal("Ответ: Спасибо", (await Heard(50, 3))[^1]);
        Assert.Equal(3, Way.Said(50).Count);
    }

    [Theory, InlineData(60, 1.0, 0, 1), InlineData(70, 0, 0.3, 1), InlineData(80, 0, 0, 4)]
    public async Task Updates_that_come_twice_over_cut_connections_or_in_disorder_are_answered_once_each(int first, double duplicates, double cuts, int reorder)
    {
        Way.Disturb(duplicates, cuts, reorder);
        try
        {
            var questions = Enumerable.Range(0, 6).Select(i => $"Вопрос {i}").ToList();
            foreach (var question in questions)
                for (var person = first; person < first + 4; person++) Way.Ask(person, question);
            for (var person = first; person < first + 4; person++) await Heard(person, questions.Count);
            await Task.Delay(1000); // what is still repeated now is a repetition of what was answered

            for (var person = first; person < first + 4; person++)
            {
                var heard = Way.Said(person).Select(s => s.Text).ToList();
                Assert.Equal(questions.Select(q => $"Ответ: {q}"), reorder > 1 || cuts > 0 ? heard.Order() : heard);
            }
        }
        finally
        {
            Way.Disturb(0, 0, 1);
        }
    }

    [Fact]
    public async Task A_burst_of_one_person_is_answered_in_its_order()
    {
        for (var i = 0; i < 12; i++) Way.Ask(90, $"Строка {i:D2}");
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"Ответ: Строка {i:D2}"), await Heard(90, 12));
    }

    [Fact]
    public async Task After_too_many_requests_the_answer_waits_and_leaves_once()
    {
        Way.Witness.Faults.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(1)), Way.SendOperation);
        Way.Ask(100, "Терпение");
        Assert.Equal(["Ответ: Терпение"], await Heard(100, 1));
    }

    [Theory, InlineData(110, FaultKind.CutBefore), InlineData(111, FaultKind.CutAfter), InlineData(112, FaultKind.ErrorBefore), InlineData(113, FaultKind.ErrorAfter), InlineData(114, FaultKind.HtmlPage)]
    public async Task A_send_that_goes_wrong_is_settled_or_shown_and_never_said_twice(int person, FaultKind fault)
    {
        var conversation = await house.Conversation(person);
        Way.Witness.Faults.Next(new Fault(fault), Way.SendOperation);
        Way.Ask(person, "Связь есть?");

        var answer = await house.UntilMessage(
            conversation, m => TextOf(m) == "Ответ: Связь есть?" && m.GetProperty("status").GetString() is not ("queued" or "sending"), $"the answer's outcome after {fault}");
        var said = Way.Said(person).Count(s => s.Text == "Ответ: Связь есть?");
        var status = answer.GetProperty("status").GetString();
        if (status != "uncertain")
        {
            Assert.True(status is "sent" or "delivered" or "read", $"{status} after {fault}");

            // A channel that says in its own words that it failed is believed. Where it lies, and nothing can be looked up, it is said again.
            Assert.InRange(said, 1, fault == FaultKind.ErrorAfter && !Way.Settles ? 2 : 1);
            return;
        }

        Assert.False(Way.Settles, $"A channel that can settle left {fault} uncertain.");
        Assert.InRange(said, 0, 1);
        var held = Assert.Single(await house.House.Uncertain(Way.Service), m => m.GetProperty("message_id").GetString() == answer.GetProperty("id").GetString());
        var segment = Assert.Single(held.GetProperty("segments").EnumerateArray(), s => s.GetProperty("status").GetString() == "uncertain").GetProperty("number").GetInt32();
        await house.Api.Post($"/api/admin/v1/{Way.Service}/messages/{answer.GetProperty("id").GetString()}/resolve", new { segment, @as = said == 1 ? "sent" : "resend" });
        await house.UntilMessage(conversation, m => m.GetProperty("id").GetString() == answer.GetProperty("id").GetString() && m.GetProperty("status").GetString() == "sent", "the answer is settled by a person");
        Assert.Equal(1, Way.Said(person).Count(s => s.Text == "Ответ: Связь есть?"));
    }

    [Fact]
    public async Task A_restart_in_the_middle_loses_nothing_and_repeats_nothing()
    {
        var uncertain = (await house.House.Uncertain(Way.Service)).Count;
        for (var person = 120; person < 126; person++) Way.Ask(person, "До остановки");
        Assert.Equal(0, await house.House.Stop());
        for (var person = 120; person < 126; person++) Way.Ask(person, "Во время остановки");
        await house.House.Start();

        for (var person = 120; person < 126; person++)
            Assert.Equal(["Ответ: Во время остановки", "Ответ: До остановки"], (await Heard(person, 2)).Order());
        Assert.Equal(uncertain, (await house.House.Uncertain(Way.Service)).Count);
    }

    [Fact]
    public async Task After_a_takeover_only_the_human_is_heard()
    {
        var conversation = await house.Conversation(130);
        for (var i = 0; i < 5; i++) Way.Ask(130, $"Вопрос {i}");
        var control = await house.Api.Post($"/api/v1/conversations/{conversation}/control/take", new { @operator = "anna" });
        Assert.Equal("held", control.GetProperty("state").GetString());
        Assert.Equal(0, control.GetProperty("in_flight").GetArrayLength());
        var heard = Way.Said(130).Count;

        Way.Ask(130, "Есть кто живой?");
        await house.UntilMessage(conversation, m => TextOf(m) == "Есть кто живой?", "the question is stored");
        await house.Api.Post($"/api/v1/conversations/{conversation}/operator-messages", ApiClient.Text("Это Анна."));
        await Heard(130, heard + 1);
        await Task.Delay(500);
        Assert.Equal(["Это Анна."], Way.Said(130).Skip(heard).Select(s => s.Text));
    }

    [Fact]
    public async Task What_nobody_has_described_arrives_as_unsupported_and_holds_nothing_up()
    {
        var conversation = await house.Conversation(140);
        Way.Puzzle(140);
        Way.Ask(140, "А это?");

        var puzzle = await house.UntilMessage(conversation, m => m.GetProperty("parts").EnumerateArray().Any(p => p.GetProperty("type").GetString() == "unsupported"), "the unsupported is shown");
        Assert.Equal("hologram", puzzle.GetProperty("parts")[0].GetProperty("channel_type").GetString(), ignoreCase: true);
        await house.Until(() => Way.Said(140).Any(s => s.Text == "Ответ: А это?"), "what came after it is answered");
    }

    [Fact]
    public async Task A_hook_takes_nothing_from_strangers()
    {
        using var http = new HttpClient { BaseAddress = house.House.Host.Url };
        var before = (await house.Api.All("/api/v1/conversations")).Count;
        foreach (var (body, expected) in new[] { ("{\"update_id\":1,\"event\":\"CLIENT_MESSAGE\"}", HttpStatusCode.Forbidden), ("not json", HttpStatusCode.Forbidden), (new string(' ', 20_000_000), HttpStatusCode.RequestEntityTooLarge) })
        {
            foreach (var path in new[] { $"/hooks/{Way.Service}/{house.Connection}", $"/hooks/{Way.Service}/{house.Connection}/wrong", $"/hooks/{Way.Service}/con_00000000000000000000000000" })
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(path, content);
                Assert.Equal(expected, answer.StatusCode);
            }
        }

        Assert.Equal(before, (await house.Api.All("/api/v1/conversations")).Count);
    }

    private static JsonElement? Media(JsonElement message) =>
        message.GetProperty("direction").GetString() == "in" && message.GetProperty("parts")[0].TryGetProperty("media", out var media) ? media : null;

    private static string? TextOf(JsonElement message) => message.GetProperty("parts")[0].TryGetProperty("text", out var text) ? text.GetString() : null;

    private async Task<IReadOnlyList<string>> Heard(int person, int count)
    {
        await house.Until(() => Way.Said(person).Count >= count, $"person {person} has heard {count}, not {Way.Said(person).Count}");
        return [.. Way.Said(person).Select(s => s.Text)];
    }
}
