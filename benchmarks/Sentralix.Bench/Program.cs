using Sentralix.Bench;
using Sentralix.Bench.Expressions;
using Sentralix.Bench.Intake;
using Sentralix.Bench.JsonSchema;
using Sentralix.Bench.Llm;
using Sentralix.Bench.Search;
using Sentralix.Bench.Turn;

// Parts that a bench runs in processes of their own.
if (args is [ModelServer.Name]) return await ModelServer.Run();
if (args is [LimitServer.Name, var folder, .. var database]) return await LimitServer.Run(folder, database.FirstOrDefault());
if (args is [YarpProxy.Name, var upstream]) return await YarpProxy.Run(upstream);

// Every bench runs its limit or its peer in the same run, and ends with one line: RESULT NAME key=value …
var options = BenchOptions.Read(args);
return options?.Name switch
{
    "turn" => await TurnBench.Run(options),
    "llm" => await LlmBench.Run(options),
    "channels-intake" => await IntakeBench.Run(options),
    "json-schema" => await JsonSchemaBench.Run(options),
    "search" => await SearchBench.Run(options),
    "expressions" => ExpressionsBench.Run(options),
    _ => BenchOptions.Usage(),
};
