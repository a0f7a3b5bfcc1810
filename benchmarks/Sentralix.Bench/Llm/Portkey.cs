using Sentralix.Bench.Load;

namespace Sentralix.Bench.Llm;

/// <summary>The peer that people use: npm's <c>@portkey-ai/gateway</c>, with what it needs to stream at all.</summary>
internal static class Portkey
{
    /// <summary>Starts it, where npm packages are installed.</summary>
    public static async Task<ChildProcess?> Start()
    {
        if (Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is not { Length: > 0 } modules)
        {
            System.Console.Error.WriteLine("Portkey is left out: SENTRALIX_TEST_NODE_MODULES is not set (npm ci in tests/).");
            return null;
        }

        var program = Path.Combine(modules, "@portkey-ai", "gateway", "build", "start-server.js");
        if (!File.Exists(program))
        {
            System.Console.Error.WriteLine("Portkey is left out: @portkey-ai/gateway is not among the npm packages (npm ci in tests/).");
            return null;
        }

        // The one that npm installed, where there is one: the system's may be older than the packages want.
        var node = Path.Combine(modules, ".bin", "node");
        return await ChildProcess.Start(
            File.Exists(node) ? node : "node",
            ["--require", Path.Combine(AppContext.BaseDirectory, "Llm", "portkey-preload.cjs"), program, "--headless"],
            new Dictionary<string, string> { ["NODE_ENV"] = "production" });
    }

    public static ChatTarget Target(ChildProcess process, Uri upstream) => new(
        "Portkey", process, new Uri(process.Address, "/v1"), "",
        ("Authorization", "Bearer none"), ("x-portkey-provider", "openai"), ("x-portkey-custom-host", new Uri(upstream, "/v1").ToString()));
}
