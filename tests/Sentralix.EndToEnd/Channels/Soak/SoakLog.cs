using System.Text.Json;

namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>A message of the host's log.</summary>
internal sealed record Logged(string Id, string? Name, string? Run, string Status, bool IsAnswer, string Author);

/// <summary>What the host's durable log has, conversation by conversation, read through the public API.</summary>
internal static class SoakLog
{
    private static readonly string[] Settled = ["sent", "delivered", "read", "failed", "expired", "cancelled", "superseded", "uncertain"];

    // Longer than any pause of a channel or of ours: where nothing has moved for so long, nothing will.
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(45);

    /// <summary>All conversations, once every answer is there and none is on its way any more, or once nothing moves.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<Logged>>> Settle(SoakHouse house, int expected, Action<string> tell)
    {
        var seen = (Questions: -1, Answers: -1, Open: -1);
        var since = DateTime.UtcNow;
        while (true)
        {
            var all = await Read(house);
            var now = (Questions: all.Sum(c => c.Count(m => !m.IsAnswer)), Answers: all.Sum(c => c.Count(m => m.IsAnswer)), Open: all.Sum(c => c.Count(m => m.IsAnswer && !Settled.Contains(m.Status))));
            if (now != seen)
            {
                tell($"{now.Questions} questions, {now.Answers} answers, {now.Open} of them on their way");
                (seen, since) = (now, DateTime.UtcNow);
            }

            if ((now.Answers >= expected && now.Open == 0) || DateTime.UtcNow - since > Still) return all;
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }

    private static async Task<IReadOnlyList<IReadOnlyList<Logged>>> Read(SoakHouse house)
    {
        var conversations = await house.Api.All("/api/v1/conversations");
        var all = new IReadOnlyList<Logged>[conversations.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, conversations.Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            all[i] = [.. (await house.Api.Messages(conversations[i].GetProperty("id").GetString()!)).Select(Of)]);
        return all;
    }

    private static Logged Of(JsonElement message)
    {
        var text = string.Concat(message.GetProperty("parts").EnumerateArray().Select(p => p.TryGetProperty("text", out var t) ? t.GetString() : ""));
        return new Logged(
            message.GetProperty("id").GetString()!,
            SoakTraffic.Name().Match(text) is { Success: true } match ? match.Value : null,
            message.TryGetProperty("run_id", out var run) ? run.GetString() : null,
            message.TryGetProperty("status", out var status) ? status.GetString() ?? "" : "",
            message.GetProperty("direction").GetString() == "out",
            message.GetProperty("author").GetString()!);
    }
}
