using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Durability;

/// <summary>Customers who write, and write again the same when they are not answered; and who check afterwards what they got.</summary>
internal sealed class Customers(Func<ApiClient> connect, IReadOnlyList<string> conversations, int messagesEach)
{
    private readonly ConcurrentDictionary<(string Conversation, int Number), string> accepted = new();

    public int Accepted => accepted.Count;

    public int Total => conversations.Count * messagesEach;

    /// <summary>Everybody writes all his messages; each goes on until it is accepted.</summary>
    public Task Write(TimeSpan pause) => Task.WhenAll(conversations.Select(conversation => Task.Run(async () =>
    {
        for (var number = 0; number < messagesEach; number++)
        {
            while (!await TrySend(conversation, number)) await Task.Delay(100);
            await Task.Delay(pause * Random.Shared.NextDouble());
        }
    })));

    /// <summary>Waits until every accepted message has its answer.</summary>
    public async Task<IReadOnlyDictionary<string, List<JsonElement>>> Settle(TimeSpan limit)
    {
        var until = DateTime.UtcNow + limit;
        while (true)
        {
            using var api = connect();
            var all = new Dictionary<string, List<JsonElement>>();
            foreach (var conversation in conversations) all[conversation] = await api.Messages(conversation);
            if (all.Values.Sum(m => m.Count(IsAnswer)) >= Total) return all;
            Assert.True(DateTime.UtcNow < until, $"{all.Values.Sum(m => m.Count(IsAnswer))} of {Total} messages are answered after {limit}.");
            await Task.Delay(200);
        }
    }

    /// <summary>Every message once, answered once, in order, and nothing else.</summary>
    public void Check(IReadOnlyDictionary<string, List<JsonElement>> all)
    {
        foreach (var conversation in conversations)
        {
            var messages = all[conversation];
            var asked = messages.Where(m => !IsAnswer(m)).ToList();
            var answers = messages.Where(IsAnswer).ToList();
            Assert.Equal(Enumerable.Range(0, messagesEach).Select(n => $"m{n}"), asked.Select(m => m.GetProperty("client_message_id").GetString()));
            Assert.Equal(asked.Select(m => m.GetProperty("run_id").GetString()), answers.Select(m => m.GetProperty("run_id").GetString()));
            Assert.All(answers, m => Assert.Equal("assistant", m.GetProperty("author").GetString()));
            for (var number = 0; number < messagesEach; number++) Assert.Equal(asked[number].GetProperty("id").GetString(), accepted[(conversation, number)]);
            var seqs = messages.Select(m => m.GetProperty("seq").GetInt64()).ToList();
            Assert.Equal(seqs.Order().Distinct(), seqs);
        }
    }

    private static bool IsAnswer(JsonElement message) => message.GetProperty("direction").GetString() == "out";

    private async Task<bool> TrySend(string conversation, int number)
    {
        try
        {
            using var api = connect();
            var (status, body) = await api.Send(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", ApiClient.Text($"Вопрос {number}", $"m{number}"));
            if (status != HttpStatusCode.Accepted) return false;
            accepted[(conversation, number)] = body.GetProperty("message").GetProperty("id").GetString()!;
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }
}
