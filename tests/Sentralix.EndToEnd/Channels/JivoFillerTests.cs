namespace Sentralix.EndToEnd.Channels;

/// <summary>A client in Jivo hears a few words while the assistant is slow.</summary>
public sealed class JivoFillerTests
{
    private const string Words = "Минуту, проверяю…";

    [Fact]
    public async Task A_slow_answer_has_a_few_words_before_it_and_a_quick_one_or_an_agents_has_not()
    {
        await using var house = await JivoHouse.Open();
        house.Jivo.AgentsOnline = true;
        await house.ConnectBot(isBound: true, ("filler_text", Words), ("filler_after_s", "3"), ("answer_within_s", "120"));
        house.Model.Behaviour = house.Model.Behaviour with { BeforeFirst = TimeSpan.FromSeconds(12) };
        var (slow, taken) = (house.Jivo.OpenChat("Пётр"), house.Jivo.OpenChat("Анна"));
        house.Jivo.ClientWrites(slow, "Медленно");
        house.Jivo.ClientWrites(slow, "Есть кто?");
        house.Jivo.ClientWrites(taken, "Человека!");
        house.Jivo.AgentJoins(taken);

        await house.Until(() => house.Said(slow).Count == 3, "both questions are answered");
        Assert.Equal([Words, "Ответ на «Медленно»", "Ответ на «Есть кто?»"], house.Said(slow));
        Assert.Empty(house.Said(taken));
        Assert.Empty(house.Jivo.Intrusions);
        Assert.Equal(0, house.Invitations(slow));
        var conversations = await house.Api.All("/api/v1/conversations");
        var filled = 0;
        foreach (var conversation in conversations)
            filled += (await house.Api.All($"/api/v1/conversations/{conversation.GetProperty("id").GetString()}/events")).Count(e => e.TryGetProperty("reason", out var reason) && reason.GetString() == "silence_filled");
        Assert.Equal((2, 1), (conversations.Count, filled));
    }
}
