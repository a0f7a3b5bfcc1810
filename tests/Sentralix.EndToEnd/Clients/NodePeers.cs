using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sentralix.EndToEnd.Clients;

/// <summary>Programs from npm that nobody here wrote: OpenAI's client, and an upstream called aimock.</summary>
internal static class NodePeers
{
    /// <summary>The <c>node_modules</c> folder; null where there is none.</summary>
    public static string? Modules { get; } = Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is { Length: > 0 } folder ? folder : null;

    public static void Require()
    {
        if (Modules is null) Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.");
    }

    /// <summary>A file of this folder in the sources.</summary>
    public static string Source(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Sentralix.EndToEnd", "Clients", name);
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("The tests run outside of their repository.", name);
    }

    /// <summary>Has OpenAI's client do one thing.</summary>
    public static async Task<JsonElement> OpenAi(string what, Uri baseUrl, string key, string model)
    {
        using var process = Process.Start(Node([Source("openai-client.mjs"), Modules!, what, baseUrl.ToString(), key, model]))!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        Assert.True(process.ExitCode == 0, await complained);
        return JsonDocument.Parse(await said).RootElement;
    }

    public static ProcessStartInfo Node(IEnumerable<string> arguments) =>
        new("node", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
}

/// <summary>aimock as a process on a free port of the loopback.</summary>
internal sealed partial class Aimock : IAsyncDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Aimock(Process process) => this.process = process;

    public Uri BaseUrl { get; private set; } = null!;

    public static async Task<Aimock> Start()
    {
        var program = Path.Combine(NodePeers.Modules!, "@copilotkit", "aimock", "dist", "cli.js");
        var start = NodePeers.Node([program, "--host", "127.0.0.1", "--port", "0", "--fixtures", NodePeers.Source("aimock-fixtures.json")]);
        var aimock = new Aimock(new Process { StartInfo = start });
        aimock.process.OutputDataReceived += (_, line) => aimock.Read(line.Data);
        aimock.process.ErrorDataReceived += (_, line) => aimock.Read(line.Data);
        aimock.process.Start();
        aimock.process.BeginOutputReadLine();
        aimock.process.BeginErrorReadLine();
        try
        {
            aimock.BaseUrl = new Uri(await aimock.listening.Task.WaitAsync(TimeSpan.FromSeconds(60)), "/v1");
            return aimock;
        }
        catch (TimeoutException)
        {
            await aimock.DisposeAsync();
            throw;
        }
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
