using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Sentralix.Platform.Cluster;

namespace Sentralix.EndToEnd.Hosting;

/// <summary>How the image of <c>deploy/</c> runs the host: options from the environment, and its health check.</summary>
public sealed class ContainerTests
{
    [Fact]
    public async Task Options_come_from_the_environment_and_the_images_health_check_sees_the_host()
    {
        await using var installation = await Installation.Create("sqlite");
        var port = FreePorts.Find(IPAddress.Loopback, 1)[0];
        var keys = $"{installation.DataDirectory}-keys";
        Assert.NotEqual(0, await HealthCheck(port));
        await using (var host = await HostProcess.Start([], new Dictionary<string, string>
        {
            ["SENTRALIX_DATA"] = installation.DataDirectory,
            ["SENTRALIX_KEYS"] = keys,
            ["SENTRALIX_PUBLIC_URL"] = $"http://0.0.0.0:{port}",
            ["SENTRALIX_INTERNAL_URL"] = "http://127.0.0.1:0",
            ["SENTRALIX_ADMIN_KEY"] = Installation.AdminKey,
            ["SENTRALIX_NO_DEMO"] = "true",
            ["SENTRALIX_Llm__Upstreams__0__Name"] = "named",
            ["SENTRALIX_Llm__Upstreams__0__BaseUrl"] = "http://127.0.0.1:9/v1",
            ["SENTRALIX_Llm__Upstreams__0__Models__0__Id"] = "named-model",
        }))
        {
            Assert.Equal(0, await HealthCheck(port));
            using var api = new ApiClient(new Uri($"http://127.0.0.1:{port}"));
            var models = await api.Get("/api/v1/models");
            Assert.Contains("named-model", models.GetRawText(), StringComparison.Ordinal);
            Assert.Equal(0, await host.Interrupt());
        }

        Assert.True(File.Exists(Path.Combine(keys, "canary")));
        Assert.True(File.Exists(Path.Combine(installation.DataDirectory, "orchestrator.db")));
        Assert.NotEqual(0, await HealthCheck(port));
    }

    private static async Task<int> HealthCheck(int port)
    {
        const string Command = "  CMD ";
        var line = (await File.ReadAllLinesAsync(Path.Combine(Top(), "deploy", "Dockerfile"))).Single(l => l.StartsWith(Command, StringComparison.Ordinal));
        var command = JsonSerializer.Deserialize<string[]>(line[Command.Length..])!;
        var start = new ProcessStartInfo(command[0]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument.Replace("/8080", $"/{port}", StringComparison.Ordinal));
        using var check = Process.Start(start)!;
        await check.WaitForExitAsync();
        return check.ExitCode;
    }

    private static string Top()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sentralix.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
