using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sentralix.Bench.Load;

/// <summary>A server in a process of its own, so that its processor time is its own.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task rest;

    private ChildProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;

        // What it says later is read, so that it never waits for room to say it, and thrown away.
        rest = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public Uri Address { get; }

    /// <summary>User and system time since the start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The part of it that the kernel has taken: sockets, files, switches between threads.</summary>
    public TimeSpan KernelTime
    {
        get
        {
            process.Refresh();
            return process.PrivilegedProcessorTime;
        }
    }

    /// <summary>How much of its processor time has gone into compiling better what runs often, as far as the thread that does so still lives.</summary>
    public TimeSpan CompilingTime
    {
        get
        {
            var ticks = 0L;
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{process.Id}/task"))
            {
                // "pid (name) state …": user and system time, in hundredths of a second, are the twelfth and thirteenth after the name.
                var told = File.ReadAllText(Path.Combine(thread, "stat"));
                if (!told.Contains("(.NET Tiered Com", StringComparison.Ordinal)) continue;
                var fields = told[(told.LastIndexOf(')') + 2)..].Split(' ');
                ticks += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            }

            return TimeSpan.FromMilliseconds(10 * ticks);
        }
    }

    /// <summary>The memory that it has of the machine, in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts a part of this program under its hidden name.</summary>
    public static Task<ChildProcess> StartOwn(params string[] arguments) =>
        Start(Path.Combine(AppContext.BaseDirectory, "Sentralix.Bench.dll"), arguments);

    /// <summary>Starts the platform as a user runs it.</summary>
    public static Task<ChildProcess> StartHost(params string[] arguments)
    {
        // artifacts/bin/Sentralix.Bench/release/ → artifacts/bin/Sentralix.Host/release/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Start(Path.Combine(own.Parent!.Parent!.FullName, "Sentralix.Host", own.Name, "Sentralix.Host.dll"), arguments);
    }

    /// <summary>Starts a program of Node that lies beside the bench's sources.</summary>
    public static Task<ChildProcess> StartNode(string script, params string[] arguments) => Start("node", script, arguments);

    /// <summary>Starts a program with its own surroundings.</summary>
    public static Task<ChildProcess> Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Start(start);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await rest;
        process.Dispose();
    }

    private static Task<ChildProcess> Start(string assembly, string[] arguments) => Start("dotnet", assembly, arguments);

    private static Task<ChildProcess> Start(string program, string assembly, string[] arguments) => Start(new ProcessStartInfo(program, [assembly, .. arguments]));

    private static async Task<ChildProcess> Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (Ready().Match(line) is { Success: true } ready) return new ChildProcess(process, new Uri(ready.Groups[1].Value));
            }

            throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList.Take(2).Select(Path.GetFileName))} ended before it was ready.");
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    [GeneratedRegex(@"ready at (\S+)$")]
    private static partial Regex Ready();
}
