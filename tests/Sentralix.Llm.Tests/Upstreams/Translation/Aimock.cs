using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Translation;

/// <summary>An upstream that nobody here wrote, as a process on a free port of the loopback.</summary>
internal sealed partial class Aimock : IAsyncDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Aimock(Process process) => this.process = process;

    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Starts it; skips the test where there is no Node.</summary>
    /// <param name="more">More arguments: how it is to misbehave.</param>
    public static async Task<Aimock> Start(params string[] more)
    {
        if (ProviderClient.Modules is not { } modules)
        {
            Assert.Skip(ProviderClient.WhyNot);
            return null!;
        }

        string[] arguments =
        [
            Path.Combine(modules, "@copilotkit", "aimock", "dist", "cli.js"), "--host", "127.0.0.1", "--port", "0",
            "--fixtures", ProviderClient.Source("Translation", "aimock-fixtures.json"), .. more,
        ];
        var aimock = new Aimock(new Process
        {
            StartInfo = new ProcessStartInfo(ProviderClient.Program(modules), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        });
        aimock.process.OutputDataReceived += (_, line) => aimock.Read(line.Data);
        aimock.process.ErrorDataReceived += (_, line) => aimock.Read(line.Data);
        aimock.process.Start();
        aimock.process.BeginOutputReadLine();
        aimock.process.BeginErrorReadLine();
        try
        {
            aimock.BaseUrl = await aimock.listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
            return aimock;
        }
        catch (TimeoutException)
        {
            await aimock.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many requests it has seen, by its own journal.</summary>
    public async Task<int> Seen()
    {
        using var http = new HttpClient();
        using var journal = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(BaseUrl, "/__aimock/journal?limit=100000")));
        return journal.RootElement.GetArrayLength();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"listening on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningLine();

    private void Read(string? line)
    {
        if (line is not null && ListeningLine().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups[1].Value));
    }
}
