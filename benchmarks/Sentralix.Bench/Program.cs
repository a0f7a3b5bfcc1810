using Sentralix.Bench;
using Sentralix.Bench.Turn;

// Every bench runs its limit or its peer in the same run, and ends with one line: RESULT NAME key=value …
var options = BenchOptions.Read(args);
return options?.Name switch
{
    "turn" => await TurnBench.Run(options),
    _ => BenchOptions.Usage(),
};
