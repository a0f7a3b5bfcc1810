using System.Globalization;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.Gemini;

namespace Sentralix.Peers.Serving;

/// <summary><c>Sentralix.Peers anthropic …</c> and <c>Sentralix.Peers gemini …</c>: the stand-ins as processes. Each prints its base URL
/// on one line.</summary>
internal static class ForeignCommand
{
    public const string Help = """
        anthropic, gemini
                --port N             0 (default): a free one
                --key KEY            demand this key
                --text TEXT          what to answer
                --no-journal         keep no requests: for benchmarks
        While they run: PUT /stand-in/fault and GET /stand-in/journal, as above.
        """;

    public static async Task<int> Run(string kind, string[] args)
    {
        var (port, key, manner) = (0, (string?)null, new PeerManner());
        string? text = null;
        try
        {
            for (var i = 0; i < args.Length; i++)
            {
                if (args[i] == "--no-journal")
                {
                    manner = manner with { KeepsJournal = false };
                    continue;
                }

                var (name, value) = (args[i], i + 1 < args.Length ? args[++i] : throw new FormatException($"{args[i]} needs a value."));
                switch (name)
                {
                    case "--port": port = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture); break;
                    case "--key": key = value; break;
                    case "--text": text = value; break;
                    default: throw new FormatException($"There is no option {name}.");
                }
            }
        }
        catch (FormatException e)
        {
            await System.Console.Error.WriteLineAsync($"{e.Message}\n{Help}");
            return 2;
        }

        if (kind == "anthropic") await RunAnthropic(port, key, text ?? AnthropicBehaviour.DefaultText, manner);
        else await RunGemini(port, key, text ?? GeminiBehaviour.DefaultText, manner);
        return 0;
    }

    private static async Task RunAnthropic(int port, string? key, string text, PeerManner manner)
    {
        var answer = new AnthropicMessage([MessageBlock.Text(Words(text))]);
        await using var upstream = await AnthropicUpstream.Start(new AnthropicBehaviour { RequiredKey = key, Manner = manner, Answer = _ => answer }, port);
        System.Console.WriteLine(upstream.BaseUrl);
        await upstream.WaitForShutdown();
    }

    private static async Task RunGemini(int port, string? key, string text, PeerManner manner)
    {
        var answer = new ContentSaid([new ContentCandidate([.. Words(text).Select(ContentPart.OfText)])]);
        await using var upstream = await GeminiUpstream.Start(new GeminiBehaviour { RequiredKey = key, Manner = manner, Answer = _ => answer }, port);
        System.Console.WriteLine(upstream.BaseUrl);
        await upstream.WaitForShutdown();
    }

    private static string[] Words(string text)
    {
        var words = text.Split(' ');
        return [.. words.Select((word, at) => at == words.Length - 1 ? word : $"{word} ")];
    }
}
