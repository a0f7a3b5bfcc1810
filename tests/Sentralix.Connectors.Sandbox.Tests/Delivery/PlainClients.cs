using System.Diagnostics;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>Clients of HTTP that nobody here wrote: Debian's curl, and the fetch that Node.js has built in.</summary>
internal static class PlainClients
{
    public static async Task<string> Curl(params string[] arguments)
    {
        try
        {
            return await Run("curl", arguments);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("curl is not installed.");
            throw;
        }
    }

    /// <summary>Runs one doing of a script of this project and returns what it says in JSON.</summary>
    public static async Task<JsonElement> Node(string script, string doing, params string[] arguments)
    {
        var said = await Run(NodeProgram(), [Source(script), doing, .. arguments]);
        return JsonDocument.Parse(said).RootElement;
    }

    /// <summary>Starts a doing of a script that goes on until it is told to end.</summary>
    public static RunningNode Start(string script, string doing, params string[] arguments) => new(Start(NodeProgram(), [Source(script), doing, .. arguments]));

    private static string NodeProgram()
    {
        var modules = Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES");
        if (string.IsNullOrEmpty(modules)) Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.");
        return Path.Combine(modules!, ".bin", "node");
    }

    private static Process Start(string program, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        return process;
    }

    private static async Task<string> Run(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
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
        return await said;
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
}

/// <summary>A script that runs until it ends itself, or until the test is over.</summary>
internal sealed class RunningNode(Process process) : IDisposable
{
    /// <summary>The next line that it says.</summary>
    public async Task<JsonElement> Says(TimeSpan patience) =>
        JsonDocument.Parse(await process.StandardOutput.ReadLineAsync().WaitAsync(patience) ?? throw new EndOfStreamException(await process.StandardError.ReadToEndAsync())).RootElement;

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
