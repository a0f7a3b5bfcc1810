using System.Text;
using System.Text.Json.Nodes;
using Sentralix.JsonSchema.Tests.Peers;
using Xunit;

namespace Sentralix.JsonSchema.Tests.Differential;

/// <summary>Random schemas and values, judged here and by ajv; where the verdicts differ, @hyperjump/json-schema decides. It has always been
/// with us. What ajv 8.20 gets wrong, cut down to what matters:
/// <list type="bullet">
/// <item>{"prefixItems":[{"maximum":7}],"contains":true} accepts [];</item>
/// <item>{"unevaluatedItems":{"const":"city"},"anyOf":[{},{"allOf":[{"prefixItems":[{}]}],"not":true}]} accepts [[]]: a variant that does not
/// hold counts as having looked;</item>
/// <item>{"patternProperties":{"^a":true},"anyOf":[{"dependentSchemas":{"c":{"properties":{"x":true}}}}]} throws on {"a":5}.</item>
/// </list></summary>
public sealed class AjvTests(ITestOutputHelper output)
{
    private static readonly int Schemas = Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN") == "full" ? 10_000 : 1_500;

    private const int InstancesEach = 8;

    [Fact]
    public void Random_schemas_are_judged_as_ajv_judges_them_or_as_the_umpire_does()
    {
        using var ajv = NodePeer.Start();
        var random = new Random(20_201_212);
        var schemas = new RandomSchemas(random);
        var instances = new RandomInstances(random);
        int pairs = 0, valid = 0, decided = 0;
        var wrong = new List<string>();
        for (var i = 0; i < Schemas; i++)
        {
            var document = schemas.Document();
            var values = Enumerable.Range(0, InstancesEach).Select(_ => instances.Value(3)?.ToJsonString() ?? "null").ToArray();
            var answer = ajv.Ask(new JsonObject { ["schema"] = document.DeepClone(), ["instances"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) });
            var compilation = Schema.Compile(Encoding.UTF8.GetBytes(document.ToJsonString()));
            if (!compilation.IsUsable || answer["refused"] is not null)
            {
                wrong.Add($"{document.ToJsonString()}: here {string.Join("; ", compilation.Faults)}, there {answer["refused"]}");
                continue;
            }

            for (var v = 0; v < values.Length; v++)
            {
                pairs++;
                var here = compilation.Schema.IsValid(Encoding.UTF8.GetBytes(values[v]));
                if (here) valid++;
                var told = compilation.Schema.Validate(Encoding.UTF8.GetBytes(values[v]));
                Assert.Equal(here, told.IsValid);
                Assert.Equal(here, told.Errors.Count == 0);
                var there = answer["verdicts"]![v]!.ToJsonString();
                if (there == (here ? "true" : "false")) continue;
                decided++;
                var umpire = ajv.Ask(new JsonObject { ["umpire"] = document.DeepClone(), ["instance"] = values[v] })["verdict"]!.GetValue<bool>();
                if (umpire != here) wrong.Add($"{document.ToJsonString()}\n  {values[v]}: here {here}, ajv {there}, umpire {umpire}");
            }
        }

        output.WriteLine($"{pairs} pairs, {valid} valid; ajv judged {decided} otherwise, and the umpire was against us in {wrong.Count}");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {pairs}\n{string.Join('\n', wrong.OrderBy(w => w.Length).Take(12))}");

        // Both verdicts are met often enough to mean something.
        Assert.InRange(valid, pairs / 5, pairs * 4 / 5);
    }
}
