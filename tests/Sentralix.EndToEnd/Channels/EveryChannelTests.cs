using System.Text.Json;
using Sentralix.Connectors.Sandbox;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>The scenarios that every channel must pass, each against its own stand-in, the whole way through the core.</summary>
public sealed class EveryChannelTests
{
    private const string Answer = "Доставка стоит 300 рублей.";

    public static IEnumerable<TheoryDataRow<string>> Channels => [new("telegram"), new("vk"), new("max"), new("avito"), new("jivosite")];

    [Theory, MemberData(nameof(Channels))]
    public async Task Messages_are_answered_once_each_over_a_kill_and_over_cut_sends(string channel)
    {
        await using var installation = await Installation.Create("sqlite");
        await using var model = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = asked => new ChatAnswer($"{Answer} ({asked.LastUserText})"), KeepsJournal = false });
        await using var way = await ChannelWay.Open(channel);
        string[] arguments =
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 1)[0]}",
            "--internal-url", "http://127.0.0.1:0", "--ADMIN_KEY", Installation.AdminKey, "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ];
        var host = await HostProcess.Start(arguments);
        try
        {
            using (var api = new ApiClient(host.Url))
            {
                var connection = await Connect(api, way);
                Assert.Equal("active", connection.GetProperty("state").GetString());

                // Who polls hears from "now" on, and "now" is when the first poll is answered.
                if (way.Transport == "polling")
                {
                    way.Ask(9, "Разминка");
                    await Until(() => way.Heard(9).Count == 1, host, way, "polling has begun");
                }

                for (var person = 0; person < 4; person++) way.Ask(person, "Первый");
                await Until(() => Enumerable.Range(0, 4).All(p => way.Heard(p).Count == 1), host, way, "four people are answered");
                Assert.StartsWith($"{Answer} (Первый", way.Heard(0)[0], StringComparison.Ordinal);
            }

            // The process dies while messages are on their way in and out.
            string[] second = [.. Enumerable.Range(0, 4).Select(person => way.Ask(person, "Второй"))];
            await host.Kill();
            await host.DisposeAsync();
            host = await HostProcess.Start(arguments);
            using (var api = new ApiClient(host.Url))
            {
                for (var person = 0; person < 4; person++) way.Ask(person, "Третий");

                // Some channels send again what we did not take beside what comes after it.
                await Until(() => Enumerable.Range(0, 4).All(p => (!way.Settles || way.Heard(p).Count >= 3) && way.Heard(p).Any(t => t.Contains("(Третий", StringComparison.Ordinal))), host, way, "all are answered after the kill");
                // JivoSite sends nothing again: what it got no answer for when the process died may have reached nobody.
                var uncertain = 0;
                int Least(int person) => 2 + (way.Passages()[second[person]].TakenAt > 0 ? 1 : 0) - uncertain;
                await Until(() => (uncertain = Uncertain(api).Result) >= 0 && Enumerable.Range(0, 4).All(p => way.Heard(p).Count >= Least(p)), host, way, "what is not in doubt has arrived");
                for (var person = 0; person < 4; person++)
                {
                    var heard = way.Heard(person);
                    Assert.Equal(heard.Distinct(), heard);
                    Assert.InRange(heard.Count, Least(person), 3);
                }

                Assert.True(!way.Settles || uncertain == 0, $"{uncertain} sends are uncertain on a channel that can settle them.");

                // The channel has taken it, and nobody was told.
                way.Witness.Faults.Always(CutNextSend());
                way.Ask(0, "Четвёртый");
                await Until(() => way.Heard(0).Any(t => t.Contains("(Четвёртый", StringComparison.Ordinal)), host, way, "the cut send has arrived");
                way.Witness.Faults.Always(null);
                await Task.Delay(6000);
                Assert.Single(way.Heard(0), t => t.Contains("(Четвёртый", StringComparison.Ordinal));
                Assert.Equal(way.Settles ? 0 : uncertain + 1, await Uncertain(api));

                // A channel that plays our own messages back has played back one that we did not know to be ours: nobody has taken control.
                way.Ask(0, "Пятый");
                await Until(() => way.Heard(0).Any(t => t.Contains("(Пятый", StringComparison.Ordinal)), host, way, "the assistant goes on");
            }
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>The first call that says something is done and then cut; nothing else is touched.</summary>
    private static Func<string, Fault> CutNextSend()
    {
        var cut = 0;
        return operation => ChannelWay.IsSend(operation) && Interlocked.Exchange(ref cut, 1) == 0 ? new Fault(FaultKind.CutAfter) : Fault.None;
    }

    private static async Task<JsonElement> Connect(ApiClient api, ChannelWay way)
    {
        var assistant = await api.MakeAssistant();
        var root = $"/api/admin/v1/{way.Service}/connections";
        var created = await api.Post(root, new { name = "Sandbox", transport = way.Transport, settings = way.Settings, secrets = way.Secrets });
        var id = created.GetProperty("id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = assistant });
        if (created.TryGetProperty("hook_url", out var hook) && hook.ValueKind == JsonValueKind.String) way.Connected(new Uri(hook.GetString()!));
        return await api.Post($"{root}/{id}/enable");
    }

    private static async Task<int> Uncertain(ApiClient api)
    {
        var uncertain = 0;
        foreach (var conversation in await api.All("/api/v1/conversations"))
            uncertain += (await api.Messages(conversation.GetProperty("id").GetString()!)).Count(m => m.TryGetProperty("status", out var status) && status.GetString() == "uncertain");
        return uncertain;
    }

    private static async Task Until(Func<bool> holds, HostProcess host, ChannelWay way, string what)
    {
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            if (holds()) return;
            await Task.Delay(50);
        }

        var seen = string.Join('\n', Enumerable.Range(0, 4).Select(p => $"{p}: {string.Join(" | ", way.Heard(p))}"));
        throw new TimeoutException($"It did not come to this: {what}\n{seen}\n{host.Output}\n{await Standing.Of(host.Url, "orchestrator", way.Service)}");
    }
}
