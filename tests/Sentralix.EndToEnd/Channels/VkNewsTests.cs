using System.Globalization;
using Sentralix.Connectors.Sandbox.Vk;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>What VK tells beside messages, the whole way through the core.</summary>
public sealed class VkNewsTests
{
    private const long Irina = 77_001;

    [Fact]
    public async Task A_contact_has_a_name_and_what_was_read_is_read_up_to_there_and_no_further()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var model = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = asked => new ChatAnswer($"Ответ на «{asked.LastUserText}»"), KeepsJournal = false });
        await using var vk = new VkStandIn(new VkSettings { Limits = VkLimits.None });
        await vk.Start();
        vk.Introduce(new VkUser(Irina, "Ирина", "Иванова", "irina"));
        await using var host = await HostProcess.Start(
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 1)[0]}",
            "--internal-url", "http://127.0.0.1:0", "--ADMIN_KEY", Installation.AdminKey, "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ]);
        using var api = new ApiClient(host.Url);
        var settings = new { api_base_url = vk.Address.ToString().TrimEnd('/') };
        var id = (await api.Post("/api/admin/v1/vk/connections", new { name = "Community", transport = "webhook", settings, secrets = new { token = new VkSettings().Token } })).GetProperty("id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = await api.MakeAssistant() });
        Assert.Equal("active", (await api.Post($"/api/admin/v1/vk/connections/{id}/enable")).GetProperty("state").GetString());

        foreach (var (text, count) in new[] { ("раз", 1), ("два", 2), ("три", 3) })
        {
            vk.SendText(Irina, text);
            await Until(() => Task.FromResult(Heard(vk).Count == count), host, "the contact is answered");
        }

        var conversation = Assert.Single(await api.All("/api/v1/conversations"));
        Assert.Equal("Ирина Иванова", conversation.GetProperty("contact_name").GetString());
        var path = conversation.GetProperty("id").GetString()!;
        await Until(async () => (await Statuses(api, path)).SequenceEqual(["sent", "sent", "sent"]), host, "all is sent");

        vk.Read(Irina, Heard(vk)[1]);
        await Until(async () => (await Statuses(api, path)).SequenceEqual(["read", "read", "sent"]), host, "two are read");
        vk.Read(Irina);
        await Until(async () => (await Statuses(api, path)).SequenceEqual(["read", "read", "read"]), host, "all are read");
    }

    private static IReadOnlyList<int> Heard(VkStandIn vk) => [.. vk.Sent.To("77001").Select(sent => int.Parse(sent.MessageId, CultureInfo.InvariantCulture))];

    private static async Task<IReadOnlyList<string?>> Statuses(ApiClient api, string conversation) =>
        [.. (await api.Messages(conversation)).Where(message => message.GetProperty("direction").GetString() == "out").Select(message => message.GetProperty("status").GetString())];

    private static async Task Until(Func<Task<bool>> holds, HostProcess host, string what)
    {
        for (var waited = 0; waited < 150_000; waited += 100)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException($"It did not come to this: {what}\n{host.Output}");
    }
}
