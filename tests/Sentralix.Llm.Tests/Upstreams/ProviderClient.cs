using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

/// <summary>A provider's own client for JavaScript, which does one thing against a base address and says in JSON what came of it.</summary>
internal static class ProviderClient
{
    /// <summary>The <c>node_modules</c> folder; null where there is none.</summary>
    public static string? Modules { get; } = Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is { Length: > 0 } folder ? folder : null;

    /// <summary>Why there is none.</summary>
    public static string WhyNot => Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES_WHY_NOT") ?? "SENTRALIX_TEST_NODE_MODULES is not set: run ./test.";

    /// <summary>The Node that runs programs of this folder.</summary>
    public static string Program(string modules)
    {
        var node = Path.Combine(modules, ".bin", "node");
        return File.Exists(node) ? node : "node";
    }

    /// <param name="script">Beside the caller's source.</param>
    /// <param name="what">What it is to do.</param>
    /// <param name="baseUrl">Where.</param>
    /// <param name="key">With which key.</param>
    /// <param name="model">With which model.</param>
    /// <param name="caller">Given by the compiler.</param>
    public static async Task<JsonElement> Do(string script, string what, Uri baseUrl, string key, string model, [CallerFilePath] string caller = "")
    {
        if (Modules is null) Assert.Skip(WhyNot);
        var folder = Path.GetFileName(Path.GetDirectoryName(caller.Replace('\\', '/')))!;
        using var process = Process.Start(new ProcessStartInfo(
            Program(Modules), [Source(folder, script), Modules, what, baseUrl.ToString().TrimEnd('/'), key, model])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
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

    /// <summary>Has it do one thing that must succeed.</summary>
    public static async Task<JsonElement> Succeed(string script, string what, Uri baseUrl, string key, string model, [CallerFilePath] string caller = "")
    {
        var answer = await Do(script, what, baseUrl, key, model, caller);
        return answer.TryGetProperty("ok", out var ok) ? ok : throw new Xunit.Sdk.XunitException(answer.GetRawText());
    }

    /// <summary>Has it do one thing that must fail.</summary>
    public static async Task<JsonElement> Fail(string script, string what, Uri baseUrl, string key, string model, [CallerFilePath] string caller = "")
    {
        var answer = await Do(script, what, baseUrl, key, model, caller);
        return answer.TryGetProperty("error", out var error) ? error : throw new Xunit.Sdk.XunitException(answer.GetRawText());
    }

    /// <summary>A file in the sources of a folder of these tests.</summary>
    public static string Source(string folder, string script)
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, "tests", "Sentralix.Llm.Tests", "Upstreams", folder, script);
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("The tests run outside of their repository.", script);
    }
}
