using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;

// Stand-ins for systems on the internet, as processes: for benchmarks, and for tests that split the platform up.
return args switch
{
    ["openai", .. var rest] => await OpenAiCommand.Run(rest),
    ["anthropic" or "gemini", .. var rest] => await ForeignCommand.Run(args[0], rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Sentralix.Peers openai|anthropic|gemini [options]");
    Console.Error.WriteLine(OpenAiCommand.Help);
    Console.Error.WriteLine(ForeignCommand.Help);
    return 2;
}
