using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.Platform.Cluster;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance.Llama;

/// <summary>A real llama-server out of the Debian testing tree, on a free port of the loopback, with <see cref="RandomModel"/>.</summary>
public sealed class LlamaServer : IAsyncLifetime
{
    public const string Key = "llama-secret";

    private const string Variable = "SENTRALIX_TEST_LLAMA";

    private readonly ConcurrentQueue<string> lines = new();
    private readonly HttpClient http = new();
    private Process? process;
    private string? model;

    public Uri BaseUrl { get; private set; } = null!;

    public static void Require()
    {
        if (Tree is null) Assert.Skip(Environment.GetEnvironmentVariable($"{Variable}_WHY_NOT") ?? $"{Variable} is not set: run ./test.");
    }

    private static string? Tree => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } tree ? tree : null;

    public async ValueTask InitializeAsync()
    {
        if (Tree is not { } tree) return;
        var name = $"/tmp/sentralix-{Guid.NewGuid():N}.gguf";
        model = tree + name;
        await File.WriteAllBytesAsync(model, RandomModel.Write());
        var port = FreePorts.Find(IPAddress.Loopback, 1)[0];
        BaseUrl = new Uri($"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo("chroot")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (string[])
            [
                "--userspec=nobody:nogroup", tree, "/usr/bin/llama-server", "--model", name, "--host", "127.0.0.1", "--port", $"{port}", "--api-key", Key,
                "--ctx-size", $"{RandomModel.Context}", "--parallel", "1", "--threads", "1", "--threads-http", "4", "--embedding", "--pooling", "mean", "--slots", "--jinja",
            ])
            start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        await Ready();
    }

    /// <summary>What its only place for a call is doing.</summary>
    public async Task<(bool IsBusy, string Told)> Slot()
    {
        var told = await http.GetStringAsync(new Uri(BaseUrl, "/slots"));
        using var slots = JsonDocument.Parse(told);
        return (slots.RootElement[0].GetProperty("is_processing").GetBoolean(), told);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (model is not null) File.Delete(model);
    }

    private async Task Ready()
    {
        for (var i = 0; i < 600; i++)
        {
            if (process!.HasExited) break;
            try
            {
                using var health = await http.GetAsync(new Uri(BaseUrl, "/health"));
                if (health.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"llama-server did not become ready:\n{string.Join('\n', lines)}");
    }
}
