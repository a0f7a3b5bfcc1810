using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Sentralix.JsonSchema.Tests.Peers;

/// <summary>A second opinion: ajv and V8's regular expressions, in a process of Node.js.</summary>
internal sealed class NodePeer : IDisposable
{
    private readonly Process process;

    private NodePeer(Process process) => this.process = process;

    /// <summary>Starts it; skips the test where npm packages are not installed.</summary>
    public static NodePeer Start()
    {
        if (Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is not { Length: > 0 } modules)
        {
            Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.");
            return null!;
        }

        // The one that npm installed, where there is one: the system's may be older than the packages want.
        var own = Path.Combine(modules, ".bin", "node");
        var start = new ProcessStartInfo(File.Exists(own) ? own : "node", [Path.Combine(AppContext.BaseDirectory, "Peers", "peer.mjs"), modules])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        return new NodePeer(Process.Start(start)!);
    }

    public JsonObject Ask(JsonObject question)
    {
        process.StandardInput.WriteLine(question.ToJsonString());
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer has ended; what it said is on the error stream.");
        return JsonSerializer.Deserialize<JsonObject>(line)!;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10))) process.Kill();
        process.Dispose();
    }
}
