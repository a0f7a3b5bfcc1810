using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sentralix.Peers.OpenAi;

/// <summary><c>Sentralix.Peers openai …</c>: the stand-in as a process. Prints its base URL on one line.</summary>
public static class OpenAiCommand
{
    public const string Help = """
        openai  --port N             0 (default): a free one
                --key KEY            demand this bearer token
                --text TEXT          what to answer
                --pieces N           pieces of a stream (default: by words)
                --first-delay-ms N   time before the first byte
                --piece-delay-ms N   time between pieces
                --fault KIND         Status, Garbage, HalfStream, CutStream, SilentStream, ErrorInStream,
                                     NeverAnswers or CutConnection
                --status N           of --fault Status (default 500)
                --retry-after N      seconds, of --fault Status
                --fault-times N      then all is well (default: always)
                --no-journal         keep no requests: for benchmarks
        While it runs: PUT /stand-in/fault {"kind":"Status","status":429,"retry_after_seconds":3} (empty: none),
        GET /stand-in/journal.
        """;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter() },
    };

    public static async Task<int> Run(string[] args)
    {
        if (!TryRead(args, out var behaviour, out var port, out var mistake))
        {
            await Console.Error.WriteLineAsync($"{mistake}\n{Help}");
            return 2;
        }

        await using var upstream = await OpenAiUpstream.Start(behaviour, port);
        Console.WriteLine(upstream.BaseUrl);
        await upstream.WaitForShutdown();
        return 0;
    }

    private static bool TryRead(string[] args, out OpenAiBehaviour behaviour, out int port, out string? mistake)
    {
        behaviour = new OpenAiBehaviour();
        port = 0;
        mistake = null;
        var (text, pieces) = (OpenAiBehaviour.DefaultText, 0);
        OpenAiFault? fault = null;
        try
        {
            for (var i = 0; i < args.Length; i++)
            {
                if (args[i] == "--no-journal")
                {
                    behaviour = behaviour with { KeepsJournal = false };
                    continue;
                }

                var (name, value) = (args[i], i + 1 < args.Length ? args[++i] : throw new FormatException($"{args[i]} needs a value."));
                switch (name)
                {
                    case "--port": port = Number(value); break;
                    case "--key": behaviour = behaviour with { RequiredKey = value }; break;
                    case "--text": text = value; break;
                    case "--pieces": pieces = Number(value); break;
                    case "--first-delay-ms": behaviour = behaviour with { BeforeFirst = Milliseconds(value) }; break;
                    case "--piece-delay-ms": behaviour = behaviour with { BetweenPieces = Milliseconds(value) }; break;
                    case "--fault": fault = new OpenAiFault(Enum.Parse<OpenAiFaultKind>(value)); break;
                    case "--status": fault = Given(fault) with { Status = Number(value) }; break;
                    case "--retry-after": fault = Given(fault) with { RetryAfterSeconds = Number(value) }; break;
                    case "--fault-times": fault = Given(fault) with { Times = Number(value) }; break;
                    default: throw new FormatException($"There is no option {name}.");
                }
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            mistake = e.Message;
            return false;
        }

        var answer = new ChatAnswer(text) { Pieces = pieces > 0 ? Split(text, pieces) : null };
        behaviour = behaviour with { Answer = _ => answer, Fault = fault };
        return true;
    }

    private static OpenAiFault Given(OpenAiFault? fault) => fault ?? throw new FormatException("--fault comes first.");

    private static int Number(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static TimeSpan Milliseconds(string value) => TimeSpan.FromMilliseconds(Number(value));

    /// <summary>The text over and over, until there are enough pieces.</summary>
    private static string[] Split(string text, int pieces)
    {
        var words = text.Split(' ');
        return [.. Enumerable.Range(0, pieces).Select(i => $"{words[i % words.Length]} ")];
    }
}
