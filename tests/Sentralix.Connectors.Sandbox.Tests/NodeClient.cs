using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Sentralix.Connectors.Sandbox;

/// <summary>A program for Node that drives a client from npm which nobody here wrote. It says what it saw in lines of JSON, and takes lines
/// of JSON as orders.</summary>
internal sealed class NodeClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly Channel<JsonElement> said = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> passedBy = [];
    private readonly Task reading;
    private readonly Task<string> complaints;

    private NodeClient(Process process)
    {
        this.process = process;
        reading = Read();
        complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The <c>node_modules</c> folder; null where there is none.</summary>
    public static string? Modules { get; } = Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is { Length: > 0 } folder ? folder : null;

    /// <summary>Starts a program of a folder of this project; skips the test where npm packages are not installed.</summary>
    /// <param name="folder">The channel's folder.</param>
    /// <param name="program">The file.</param>
    /// <param name="arguments">What follows the modules' folder on the command line.</param>
    public static NodeClient Start(string folder, string program, params string[] arguments)
    {
        if (Modules is null) Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.");

        // The one that npm installed, where there is one: the system's may be older than the packages want.
        var own = Path.Combine(Modules!, ".bin", "node");
        var start = new ProcessStartInfo(File.Exists(own) ? own : "node", [Source(folder, program), Modules!, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new NodeClient(Process.Start(start)!);
    }

    /// <summary>Runs a program that does its work and ends.</summary>
    /// <returns>The last thing that it said.</returns>
    public static async Task<JsonElement> Run(string folder, string program, params string[] arguments)
    {
        await using var client = Start(folder, program, arguments);
        using var patience = new CancellationTokenSource(Patience);
        JsonElement? last = null;
        await foreach (var one in client.said.Reader.ReadAllAsync(patience.Token)) last = one;
        await client.process.WaitForExitAsync(patience.Token);
        Assert.True(client.process.ExitCode == 0, await client.complaints);
        return last ?? throw new InvalidOperationException($"{program} said nothing. {await client.complaints}");
    }

    /// <summary>Waits for a line with this property, whatever came before it, and returns the property.</summary>
    public async Task<JsonElement> Hear(string property)
    {
        for (var i = 0; i < passedBy.Count; i++)
        {
            if (!passedBy[i].TryGetProperty(property, out var earlier)) continue;
            passedBy.RemoveAt(i);
            return earlier;
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in said.Reader.ReadAllAsync(patience.Token))
            {
                if (line.TryGetProperty(property, out var value)) return value;
                passedBy.Add(line);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The program never said \"{property}\", but: {string.Join('\n', passedBy)}");
        }

        throw new InvalidOperationException($"The program ended without saying \"{property}\". {await complaints}");
    }

    /// <summary>Gives the program an order.</summary>
    public async Task Tell(object order)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
        await process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    private static string Source(string folder, string program)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "tests", "Sentralix.Connectors.Sandbox.Tests", folder, program);
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("The tests run outside of their repository.", program);
    }

    private async Task Read()
    {
        // What is not JSON was meant for people.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{')) said.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(line));
        }

        said.Writer.Complete();
    }
}
