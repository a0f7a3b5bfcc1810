using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;
using Sentralix.Peers.Wire;

// Stand-ins for systems on the internet, as processes: for benchmarks, and for tests that split the platform up.
return args switch
{
    ["openai", .. var rest] => await OpenAiCommand.Run(rest),
    ["gigachat" or "yandex", .. var rest] => await PeerCommand.Run(args[0], rest),
    ["anthropic" or "gemini", .. var rest] => await ForeignCommand.Run(args[0], rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Sentralix.Peers openai|anthropic|gemini|gigachat|yandex [options]");
    Console.Error.WriteLine(OpenAiCommand.Help);
    Console.Error.WriteLine(PeerCommand.Help);
    Console.Error.WriteLine(ForeignCommand.Help);
    return 2;
}
