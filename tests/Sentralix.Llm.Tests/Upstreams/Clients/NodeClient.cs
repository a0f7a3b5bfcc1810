using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Clients;

/// <summary>Programs from npm that nobody here wrote.</summary>
internal static class NodeClient
{
    /// <summary>Has a client do one thing; skips the test where npm packages are not installed.</summary>
    public static async Task<JsonElement> Run(string what, params string[] arguments)
    {
        if (Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is not { Length: > 0 } modules)
        {
            Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.");
            return default;
        }

        // The one that npm installed, where there is one: the system's may be older than the packages want.
        var own = Path.Combine(modules, ".bin", "node");
        var start = new ProcessStartInfo(File.Exists(own) ? own : "node", [Source(), modules, what, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
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

    private static string Source()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Sentralix.Llm.Tests", "Upstreams", "Clients", "clients.mjs");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("The tests run outside of their repository.", "clients.mjs");
    }
}
