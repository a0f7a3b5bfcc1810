using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>Files that an operator sends to a contact.</summary>
public sealed class OutgoingFileTests
{
    // More than one stretch of the store, so that putting them together is seen.
    private static readonly byte[] Price = [.. "%PDF-1.7\n"u8, .. Enumerable.Range(0, 5 << 20).Select(i => (byte)(i * 31 % 251))];

    [Theory, InlineData("telegram", "sendDocument"), InlineData("vk", "messages.send"), InlineData("max", "POST /messages")]
    public async Task A_file_of_an_operator_is_uploaded_and_sent_with_its_caption(string channel, string operation)
    {
        await using var installation = await Installation.Create("sqlite");
        await using var model = await OpenAiUpstream.Start();
        await using var way = await ChannelWay.Open(channel);
        await using var host = await HostProcess.Start(
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 1)[0]}", "--internal-url", "http://127.0.0.1:0",
            "--ADMIN_KEY", Installation.AdminKey, "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ]);
        using var api = new ApiClient(host.Url);
        var created = await api.Post($"/api/admin/v1/{way.Service}/connections", new { name = "Test", transport = "polling", settings = way.Settings, secrets = way.Secrets });
        var id = created.GetProperty("id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = await api.MakeAssistant() });
        await api.Post($"/api/admin/v1/{way.Service}/connections/{id}/enable");

        // Who polls hears from "now" on, and "now" is when the first poll is answered.
        for (var waited = 0; (await api.All("/api/v1/conversations")).Count == 0; waited++)
        {
            Assert.True(waited < 60, host.Output);
            way.Ask(1, "Пришлите прайс");
            await Task.Delay(1000);
        }

        var conversation = (await api.All("/api/v1/conversations"))[0].GetProperty("id").GetString()!;
        await api.Post($"/api/v1/conversations/{conversation}/control/take", new { });
        using var content = new ByteArrayContent(Price);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var uploaded = await api.Http.PostAsync("/api/v1/files?name=price.pdf", content);
        var file = JsonDocument.Parse(await uploaded.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();

        var said = await api.Post($"/api/v1/conversations/{conversation}/operator-messages", new { parts = new object[] { new { type = "file", file_id = file, text = "Наш прайс" } } });

        JsonElement message = default;
        for (var waited = 0; waited < 600 && (message.ValueKind == JsonValueKind.Undefined || message.GetProperty("status").GetString() is "queued" or "sending"); waited++)
        {
            await Task.Delay(100);
            message = (await api.Messages(conversation)).Single(m => m.GetProperty("id").GetString() == said.GetProperty("id").GetString());
        }

        Assert.True(message.GetProperty("status").GetString() is "sent" or "delivered" or "read", $"{message}\n{host.Output}");
        var sent = way.Witness.Sent.All.Last(s => s.Operation == operation);
        Assert.Contains("Наш прайс", sent.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("price.pdf", sent.Text, StringComparison.Ordinal); // a name in the text is what is left where the file could not be sent
        Assert.True(operation == "sendDocument" || sent.Body.GetRawText().Contains("attachment", StringComparison.Ordinal), sent.Body.GetRawText());
    }
}
