using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Sentralix.EndToEnd.Hosting;

/// <summary>The platform as its own process, as a user runs it; a test can stop it, or kill it at any moment.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private bool disposed;
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process) => this.process = process;

    public Uri Url { get; private set; } = null!;

    public int Id => process.Id;

    public string Output => string.Join('\n', lines);

    public bool HasExited => process.HasExited;

    /// <summary>The host under test: the published one where <c>./test</c> names it, else what was built beside these tests.</summary>
    public static string Assembly { get; } = Find();

    /// <summary>Starts, and waits until it says that it is ready.</summary>
    public static async Task<HostProcess> Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var host = Launch(arguments, environment);
        var first = await Task.WhenAny(host.ready.Task, host.process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(90)));
        if (first != host.ready.Task)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"The host did not become ready:\n{host.Output}");
        }

        host.Url = await host.ready.Task;
        return host;
    }

    /// <summary>Starts, and waits until it has ended by itself.</summary>
    public static async Task<(int Code, string Output)> RunToEnd(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var host = Launch(arguments, environment);
        await host.process.WaitForExitAsync();
        host.process.WaitForExit();
        return (host.process.ExitCode, host.Output);
    }

    /// <summary>Kills it at once, as a lost machine would.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Ctrl+C, and waits for the end.</summary>
    public Task<int> Interrupt() => End(2);

    /// <summary>SIGTERM, as a deployment stops it, and waits for the end.</summary>
    public Task<int> Terminate() => End(15);

    private async Task<int> End(int signal)
    {
        Marshal.ThrowExceptionForHR(Signal(process.Id, signal) == 0 ? 0 : -1);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        if (!process.HasExited) await Kill();
        process.Dispose();
    }

    private static HostProcess Launch(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add(Assembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var host = new HostProcess(new Process { StartInfo = start });
        host.process.OutputDataReceived += (_, line) => host.Read(line.Data);
        host.process.ErrorDataReceived += (_, line) => host.Read(line.Data);
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        return host;
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("SENTRALIX_TEST_HOST") is { Length: > 0 } published) return Path.GetFullPath(published);

        // artifacts/bin/Sentralix.EndToEnd/release/ → artifacts/bin/Sentralix.Host/release/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "Sentralix.Host", own.Name, "Sentralix.Host.dll");
    }

    [GeneratedRegex(@"^Sentralix is ready at (\S+)$")]
    private static partial Regex ReadyLine();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);

    private void Read(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (ReadyLine().Match(line) is { Success: true } match) ready.TrySetResult(new Uri(match.Groups[1].Value));
    }
}
