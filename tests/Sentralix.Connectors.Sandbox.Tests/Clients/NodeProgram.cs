using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Sentralix.Connectors.Sandbox.Clients;

/// <summary>A program of Node that runs a client which nobody here wrote. It takes one command a line and answers one line to each:
/// <c>{"result":…}</c> or <c>{"error":{…}}</c>; lines <c>{"event":…}</c> come in between.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly Channel<JsonElement> answers = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> events = Channel.CreateUnbounded<JsonElement>();
    private readonly Task reading;
    private readonly Task<string> complaints;

    private NodeProgram(Process process)
    {
        this.process = process;
        complaints = process.StandardError.ReadToEndAsync();
        reading = Read();
    }

    private static string? Modules { get; } = Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is { Length: > 0 } folder ? folder : null;

    /// <summary>Starts a program of this project's sources; skips the test where there is no Node.</summary>
    public static NodeProgram Start(string script, object options)
    {
        if (Modules is null) Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.");
        var node = Path.Combine(Modules, ".bin", "node");
        var start = new ProcessStartInfo(File.Exists(node) ? node : "node", [Source(script), Modules, JsonSerializer.Serialize(options)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new NodeProgram(Process.Start(start)!);
    }

    /// <summary>Has it do one thing that must succeed.</summary>
    public async Task<JsonElement> Do(string what, object? with = null)
    {
        var answer = await Try(what, with);
        return answer.TryGetProperty("result", out var result) ? result : throw new Xunit.Sdk.XunitException($"{what} failed: {answer}");
    }

    /// <summary>Has it do one thing that must fail, and returns the error.</summary>
    public async Task<JsonElement> Fail(string what, object? with = null)
    {
        var answer = await Try(what, with);
        return answer.TryGetProperty("error", out var error) ? error : throw new Xunit.Sdk.XunitException($"{what} should have failed: {answer}");
    }

    /// <summary>The next event that its client has understood.</summary>
    public async Task<JsonElement> Event() => await Next(events);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    private static string Source(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Sentralix.Connectors.Sandbox.Tests", name);
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("The tests run outside of their repository.", name);
    }

    private async Task<JsonElement> Try(string what, object? with)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { what, with = with ?? new { } }));
        await process.StandardInput.FlushAsync();
        return await Next(answers);
    }

    private async Task<JsonElement> Next(Channel<JsonElement> lines)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await lines.Reader.ReadAsync(patience.Token);
        }
        catch (ChannelClosedException)
        {
            throw new Xunit.Sdk.XunitException($"The program ended: {await complaints}");
        }
    }

    private async Task Read()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith('{')) continue;
            var said = JsonDocument.Parse(line).RootElement;
            if (said.TryGetProperty("event", out var happened)) events.Writer.TryWrite(happened);
            else answers.Writer.TryWrite(said);
        }

        events.Writer.TryComplete();
        answers.Writer.TryComplete();
    }
}
