using Sentralix.Peers.OpenAi;

// Stand-ins for systems on the internet, as processes: for benchmarks, and for tests that split the platform up.
return args switch
{
    ["openai", .. var rest] => await OpenAiCommand.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Sentralix.Peers openai [options]");
    Console.Error.WriteLine(OpenAiCommand.Help);
    return 2;
}
