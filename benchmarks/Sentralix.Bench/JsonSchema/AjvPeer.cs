using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sentralix.Bench.JsonSchema;

/// <summary>npm's ajv, which turns a schema into JavaScript, in a process of its own.</summary>
internal sealed class AjvPeer : IDisposable
{
    private readonly Process process;

    private AjvPeer(Process process) => this.process = process;

    /// <summary>Starts it, where npm packages are installed.</summary>
    public static AjvPeer? Start(string schema, IEnumerable<string> values)
    {
        if (Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is not { Length: > 0 } modules || !Directory.Exists(Path.Combine(modules, "ajv")))
        {
            System.Console.Error.WriteLine("ajv is left out: SENTRALIX_TEST_NODE_MODULES is not set, or it has no ajv (npm ci in tests/).");
            return null;
        }

        // The one that npm installed, where there is one: the system's may be older than the packages want.
        var node = Path.Combine(modules, ".bin", "node");
        return new AjvPeer(Process.Start(new ProcessStartInfo(
            File.Exists(node) ? node : "node",
            [Path.Combine(AppContext.BaseDirectory, "JsonSchema", "ajv.mjs"), Path.GetFullPath(modules), schema, JsonSerializer.Serialize(values)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>Has it judge for a while.</summary>
    /// <returns>Judgements, valid ones, and processor time: from the text, and of values that are objects of JavaScript already.</returns>
    public (Judged FromText, Judged Parsed) Judge(TimeSpan duration)
    {
        process.StandardInput.WriteLine(duration.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("ajv has ended; why is on the error stream.");
        var answer = JsonDocument.Parse(line).RootElement;
        return (Read(answer.GetProperty("text")), Read(answer.GetProperty("parsed")));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10))) process.Kill();
        process.Dispose();
    }

    private static Judged Read(JsonElement measured) =>
        new(measured.GetProperty("judged").GetInt64(), measured.GetProperty("valid").GetInt64(), TimeSpan.FromSeconds(measured.GetProperty("seconds").GetDouble()));
}
