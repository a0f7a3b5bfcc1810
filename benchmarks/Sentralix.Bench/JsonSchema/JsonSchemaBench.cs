using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sentralix.JsonSchema;

namespace Sentralix.Bench.JsonSchema;

/// <summary>How many arguments of a tool one core judges in a second, next to npm's ajv in the same run, by turns.</summary>
internal static class JsonSchemaBench
{
    private const string Tool = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "city": { "type": "string", "minLength": 1, "maxLength": 80 },
            "days": { "type": "integer", "minimum": 1, "maximum": 14 },
            "units": { "type": "string", "enum": ["metric", "imperial"] },
            "alerts": { "type": "boolean" },
            "phone": { "type": "string", "pattern": "^\\+7\\d{10}$" }
          },
          "required": ["city", "days"],
          "additionalProperties": false
        }
        """;

    // Three in four are good, as a model's mostly are.
    private static readonly string[] Values =
    [
        """{"city":"Новосибирск","days":3,"units":"metric","alerts":true,"phone":"+79131234567"}""",
        """{"city":"Omsk","days":14}""",
        """{ "days": 1, "city": "Санкт-Петербург", "alerts": false, "units": "imperial" }""",
        """{"city":"Казань","days":7,"units":"metric","alerts":false,"phone":"+78431234567"}""",
        """{"city":"Москва","days":2,"phone":"+74951234567","alerts":true}""",
        """{"city":"Тверь","days":5,"units":"metric"}""",
        """{"city":"Омск","days":"3","units":"metric","alerts":true,"phone":"+79131234567"}""",
        """{"days":3,"units":"metric","alerts":true,"town":"Омск"}""",
    ];

    public static Task<int> Run(BenchOptions options)
    {
        var schema = Schema.Compile(Encoding.UTF8.GetBytes(Tool)).Schema!;
        var texts = Values.Select(Encoding.UTF8.GetBytes).ToArray();
        var elements = Values.Select(v => JsonDocument.Parse(v).RootElement).ToArray();
        using var ajv = AjvPeer.Start(Tool, Values);

        // Warm on both sides before anything counts.
        var block = TimeSpan.FromSeconds(1);
        Judge(2 * block, texts.Length, i => schema.IsValid(texts[i]));
        Judge(2 * block, texts.Length, i => schema.IsValid(elements[i]));
        ajv?.Judge(2 * block);

        Judged here = default, asElements = default, withErrors = default, there = default, thereParsed = default;
        for (var left = options.Duration; left > TimeSpan.Zero; left -= 5 * block)
        {
            here += Judge(block, texts.Length, i => schema.IsValid(texts[i]));
            asElements += Judge(block, texts.Length, i => schema.IsValid(elements[i]));
            withErrors += Judge(block, texts.Length, i => schema.Validate(texts[i]).IsValid);
            if (ajv is null) continue;
            var (fromText, parsed) = ajv.Judge(2 * block);
            there += fromText;
            thereParsed += parsed;
        }

        if (ajv is not null && Math.Abs(((double)there.Valid / there.Count) - ((double)here.Valid / here.Count)) > 1e-9) throw new InvalidOperationException("ajv accepts other values than we do.");
        var stop = CostOfBudget();
        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"RESULT json-schema validations_per_s={here.PerSecond:0} elements_per_s={asElements.PerSecond:0} with_errors_per_s={withErrors.PerSecond:0} ajv_per_s={(ajv is null ? 0 : there.PerSecond):0} ajv_parsed_per_s={(ajv is null ? 0 : thereParsed.PerSecond):0} ratio={(ajv is null ? 0 : here.PerSecond / there.PerSecond):0.00} valid_share={(double)here.Valid / here.Count:0.00} stop_ms={stop.TotalMilliseconds:0}"));
        return Task.FromResult(0);
    }

    private static Judged Judge(TimeSpan duration, int values, Func<int, bool> judge)
    {
        using var own = Process.GetCurrentProcess();
        var began = own.TotalProcessorTime;
        var until = Stopwatch.StartNew();
        long count = 0, valid = 0;
        while (until.Elapsed < duration)
        {
            for (var round = 0; round < 500; round++)
            {
                for (var i = 0; i < values; i++)
                {
                    if (judge(i)) valid++;
                }
            }

            count += 500L * values;
        }

        own.Refresh();
        return new Judged(count, valid, own.TotalProcessorTime - began);
    }

    // What hostile schemas cost until their budget is spent: the dearest of them.
    private static TimeSpan CostOfBudget()
    {
        var doubled = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"d{i}\":{{\"anyOf\":[{{\"$ref\":\"#/$defs/d{i + 1}\"}},{{\"$ref\":\"#/$defs/d{i + 1}\"}}]}}"));
        var members = $"{{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"n{i}\":0"))}}}";
        var random = new Random(5);
        var letters = $"\"{string.Concat(Enumerable.Range(0, 100_000).Select(_ => random.Next(2) == 0 ? 'a' : 'b'))}\"";
        string AllOf(string schema) => $"{{\"allOf\":[{string.Join(',', Enumerable.Repeat(schema, 3_000))}]}}";
        (string Schema, string Value)[] hostile =
        [
            ($"{{\"$ref\":\"#/$defs/d0\",\"$defs\":{{{doubled},\"d40\":false}}}}", "1"),
            ("{\"pattern\":\"^.*a.{900}$\"}", letters),
            (AllOf("{\"pattern\":\"[ab]$\"}"), letters),
            (AllOf("{\"minLength\":90000,\"maxLength\":110000}"), letters),
            (AllOf("{\"properties\":{\"x\":true},\"unevaluatedProperties\":true}"), members),
            (AllOf("{\"dependentRequired\":{\"n49999\":[\"n49998\"]}}"), members),
            (AllOf("{\"additionalProperties\":{\"minimum\":0}}"), members),
            (AllOf("{\"items\":{\"const\":\"a\"}}"), $"[{string.Join(',', Enumerable.Repeat("\"a\"", 90_000))}]"),
            (AllOf("{\"uniqueItems\":true}"), $"[{string.Join(',', Enumerable.Range(0, 90_000))}]"),
        ];
        var dearest = TimeSpan.Zero;
        foreach (var (text, value) in hostile)
        {
            var schema = Schema.Compile(Encoding.UTF8.GetBytes(text)).Schema!;
            var bytes = Encoding.UTF8.GetBytes(value);
            for (var i = 0; i < 5; i++) schema.IsValid(bytes);
            using var own = Process.GetCurrentProcess();
            var began = own.TotalProcessorTime;
            for (var i = 0; i < 10; i++) schema.IsValid(bytes);
            own.Refresh();
            var took = (own.TotalProcessorTime - began) / 10;
            if (schema.Validate(bytes).Stop != ValidationStops.Steps) throw new InvalidOperationException($"{text[..40]}… is not stopped.");
            System.Console.Error.WriteLine($"{took.TotalMilliseconds,6:0.0} ms until the budget is spent: {text[..Math.Min(70, text.Length)]}");
            if (took > dearest) dearest = took;
        }

        return dearest;
    }
}
