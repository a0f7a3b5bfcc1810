using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Durability;

/// <summary>A backup is data and keys, as the operator's guide says.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_copy_of_data_and_keys_goes_on_where_the_original_stopped()
    {
        await using var original = await Installation.Create("sqlite");
        await using var copy = await Installation.Create("sqlite");
        string assistant, conversation, opened, token, file;
        await using (var host = await HostProcess.Start(original.Arguments("--no-demo")))
        {
            using var api = new ApiClient(host.Url);
            assistant = await api.MakeAssistant();
            using var first = await OpenUnderKey(api, assistant);
            opened = await first.Content.ReadAsStringAsync();
            conversation = JsonDocument.Parse(opened).RootElement.GetProperty("id").GetString()!;
            await api.Ask(conversation, "Первый вопрос");
            token = (await api.Post("/api/v1/session-tokens", new { conversation_id = conversation })).GetProperty("token").GetString()!;
            file = await Upload(api, "договор");
            Assert.Equal(0, await host.Interrupt());
        }

        Copy(original.DataDirectory, copy.DataDirectory);
        await using var restored = await HostProcess.Start(copy.Arguments("--no-demo"));
        using var again = new ApiClient(restored.Url);
        Assert.Equal(["Первый вопрос"], await Asked(again, conversation));
        await again.Ask(conversation, "Второй вопрос");
        Assert.Equal(["Первый вопрос", "Второй вопрос"], await Asked(again, conversation));
        Assert.Equal(["contact", "assistant", "contact", "assistant"], (await again.Messages(conversation)).Select(m => m.GetProperty("author").GetString()));
        Assert.Equal("договор", await again.Http.GetStringAsync($"/api/v1/files/{file}/content"));

        // What the ring sealed before opens now: a stored answer, and a contact's token.
        using var replay = await OpenUnderKey(again, assistant);
        Assert.Equal("true", replay.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(opened, await replay.Content.ReadAsStringAsync());
        using var contact = new ApiClient(restored.Url, token);
        Assert.Equal(conversation, (await contact.Get($"/api/v1/conversations/{conversation}")).GetProperty("id").GetString());
    }

    [Theory, MemberData(nameof(Installation.Kinds), MemberType = typeof(Installation))]
    public async Task Data_without_its_keys_is_refused_by_the_name_of_the_ring_until_they_are_back(string kind)
    {
        await using var installation = await Installation.Create(kind);
        var keys = Path.Combine(installation.DataDirectory, "keys");
        var kept = $"{installation.DataDirectory}-keys";
        string conversation;
        await using (var host = await HostProcess.Start(installation.Arguments("--no-demo")))
        {
            using var api = new ApiClient(host.Url);
            conversation = await api.Open(await api.MakeAssistant());
            Assert.Equal(0, await host.Interrupt());
        }

        Directory.Move(keys, kept);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var (code, output) = await HostProcess.RunToEnd(installation.Arguments("--no-demo"));
            Assert.Equal(1, code);
            Assert.Contains($"The key ring in '{keys}'", output, StringComparison.Ordinal);
            Assert.Contains("Restore the keys", output, StringComparison.Ordinal);
        }

        Directory.Delete(keys, recursive: true);
        Directory.Move(kept, keys);
        await using var restored = await HostProcess.Start(installation.Arguments("--no-demo"));
        using var again = new ApiClient(restored.Url);
        Assert.Equal(conversation, (await again.Get($"/api/v1/conversations/{conversation}")).GetProperty("id").GetString());
    }

    private static async Task<HttpResponseMessage> OpenUnderKey(ApiClient api, string? assistant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations") { Content = JsonContent.Create(new { assistant_id = assistant }) };
        request.Headers.Add("Idempotency-Key", "open-once");
        var answer = await api.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer;
    }

    private static async Task<string> Upload(ApiClient api, string text)
    {
        using var content = new StringContent(text, System.Text.Encoding.UTF8, "text/plain");
        using var answer = await api.Http.PostAsync("/api/v1/files?name=contract.txt", content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<IEnumerable<string?>> Asked(ApiClient api, string conversation) =>
        [.. (await api.Messages(conversation)).Where(m => m.GetProperty("author").GetString() == "contact").Select(m => m.GetProperty("parts")[0].GetProperty("text").GetString())];

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
