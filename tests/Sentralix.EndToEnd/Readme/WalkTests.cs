using System.Diagnostics;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Readme;

/// <summary>What the README tells a newcomer to do, done literally.</summary>
public sealed class WalkTests
{
    private const string KeyLine = "Admin API key (shown once, keep it): ";

    [Theory]
    [InlineData("README.md", "<!-- walk:begin -->")]
    [InlineData("README.ru.md", "## Свой ассистент")]
    public async Task The_walk_of_the_readme_ends_with_a_citation(string file, string landmark)
    {
        await using var installation = await Installation.Create("sqlite");
        await using var host = await HostProcess.Start(WithoutKey(installation));

        var (code, output, errors) = await Bash(ReadmeBlock.After(file, landmark), host.Url, PrintedKey(host));

        Assert.True(code == 0, $"The walk ended with {code}:\n{output}\n{errors}");
        Assert.Contains("\"citations\":[{\"", output, StringComparison.Ordinal);
        Assert.Contains("14", output[output.IndexOf("\"citations\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_shown_on_the_first_start_only_and_works_after_the_second()
    {
        await using var installation = await Installation.Create("sqlite");
        string key;
        await using (var first = await HostProcess.Start(WithoutKey(installation)))
        {
            key = PrintedKey(first);
            Assert.Equal(0, await first.Interrupt());
        }

        await using var second = await HostProcess.Start(WithoutKey(installation));
        Assert.DoesNotContain("Admin API key", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, second.Output, StringComparison.Ordinal);
        using var api = new ApiClient(second.Url, key);
        await api.Get("/api/admin/v1/api/keys");
    }

    [Fact]
    public async Task A_service_that_does_not_exist_stops_the_start_and_is_named()
    {
        await using var installation = await Installation.Create("sqlite");

        var (code, output) = await HostProcess.RunToEnd(installation.Arguments("--services", "nonsense"));

        Assert.Equal(1, code);
        Assert.Contains("Sentralix cannot start: There is no service 'nonsense'. There are: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_refuses_to_start_and_disturbs_nothing()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var first = await HostProcess.Start(installation.Arguments("--no-demo"));

        var (code, output) = await HostProcess.RunToEnd(installation.Arguments("--no-demo"));

        Assert.Equal(1, code);
        Assert.Contains("Sentralix cannot start: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Sentralix is ready", output, StringComparison.Ordinal);
        using var api = new ApiClient(first.Url);
        await api.Get("/api/admin/v1/api/keys");
    }

    [Fact]
    public async Task An_interrupt_ends_the_process_soon_even_while_somebody_listens()
    {
        await using var installation = await Installation.Create("sqlite");
        await using var host = await HostProcess.Start(installation.Arguments("--no-demo"));
        using var api = new ApiClient(host.Url);
        var conversation = await api.Open(await api.MakeAssistant());
        await api.Ask(conversation, "Привет");
        var heard = new TaskCompletionSource();
        var listening = Task.Run(async () =>
        {
            await foreach (var _ in api.Stream(HttpMethod.Get, $"/api/v1/conversations/{conversation}/events", lastEventId: "0")) heard.TrySetResult();
        }, TestContext.Current.CancellationToken);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(listening.IsCompleted, "The stream has ended although the process goes on.");

        var clock = Stopwatch.StartNew();
        var code = await host.Interrupt().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
        await Task.WhenAny(listening); // However it ended: the process is gone.
    }

    private static IEnumerable<string> WithoutKey(Installation installation) =>
        ["--data", installation.DataDirectory, "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0", "--storage", "sqlite", "--no-demo"];

    private static string PrintedKey(HostProcess host) =>
        host.Output.Split('\n').Single(line => line.StartsWith(KeyLine, StringComparison.Ordinal))[KeyLine.Length..];

    private static async Task<(int Code, string Output, string Errors)> Bash(string script, Uri url, string key)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-eu");
        start.Environment["SENTRALIX"] = url.ToString().TrimEnd('/');
        start.Environment["KEY"] = key;
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, await output, await errors);
    }
}
