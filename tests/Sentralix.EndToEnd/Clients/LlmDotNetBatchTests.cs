#pragma warning disable OPENAI001 // The client calls its batches experimental.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Files;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Clients;

/// <summary>OpenAI's official client for .NET with files and batches, through the public door.</summary>
[Collection(nameof(LlmClients))]
public sealed class LlmDotNetBatchTests(LlmHost host)
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAIs_client_keeps_files_and_runs_batches()
    {
        var client = new OpenAIClient(new ApiKeyCredential(Installation.AdminKey), new OpenAIClientOptions { Endpoint = host.At("/llm/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
        var (files, batches) = (client.GetOpenAIFileClient(), client.GetBatchClient());
        var lines = string.Join('\n', Enumerable.Range(1, 3).Select(i => JsonSerializer.Serialize(new
        {
            custom_id = $"line-{i}",
            method = "POST",
            url = "/v1/chat/completions",
            body = new { model = LlmHost.Good, messages = new[] { new { role = "user", content = $"Вопрос {i}" } } },
        })));
        OpenAIFile input = await files.UploadFileAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), "in.jsonl", FileUploadPurpose.Batch, Cancellation);
        Assert.Equal((FilePurpose.Batch, "in.jsonl", Encoding.UTF8.GetByteCount(lines)), (input.Purpose, input.Filename, input.SizeInBytes));

        using var wanted = BinaryContent.CreateJson(new { input_file_id = input.Id, endpoint = "/v1/chat/completions", completion_window = "24h" });
        var operation = await batches.CreateBatchAsync(wanted, waitUntilCompleted: false);
        JsonElement batch;
        do
        {
            await Task.Delay(100, Cancellation);
            batch = JsonDocument.Parse((await operation.GetBatchAsync(null)).GetRawResponse().Content).RootElement;
        }
        while (batch.GetProperty("status").GetString() is "validating" or "in_progress" or "finalizing");

        Assert.Equal("completed", batch.GetProperty("status").GetString());
        Assert.Equal(operation.BatchId, batch.GetProperty("id").GetString());
        BinaryData output = await files.DownloadFileAsync(batch.GetProperty("output_file_id").GetString()!, Cancellation);
        var answers = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["line-1", "line-2", "line-3"], answers.Select(a => a.GetProperty("custom_id").GetString()));
        Assert.All(answers, a => Assert.Equal(
            OpenAiBehaviour.DefaultText, a.GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()));

        // The operation understands the states that it is told, and the list its pages.
        using var again = BinaryContent.CreateJson(new { input_file_id = input.Id, endpoint = "/v1/chat/completions", completion_window = "24h" });
        Assert.True((await batches.CreateBatchAsync(again, waitUntilCompleted: true)).HasCompleted);
        var listed = new List<string>();
        await foreach (var page in batches.GetBatchesAsync(null, 1, null).GetRawPagesAsync())
            listed.AddRange(JsonDocument.Parse(page.GetRawResponse().Content).RootElement.GetProperty("data").EnumerateArray().Select(b => b.GetProperty("id").GetString()!));
        Assert.Contains(operation.BatchId, listed);

        Assert.Contains((await files.GetFilesAsync(FilePurpose.BatchOutput, Cancellation)).Value, f => f.Id == batch.GetProperty("output_file_id").GetString());
        Assert.True((await files.DeleteFileAsync(input.Id, Cancellation)).Value.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => files.GetFileAsync(input.Id, Cancellation))).Status);
    }
}
