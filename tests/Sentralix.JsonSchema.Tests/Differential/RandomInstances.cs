using System.Text.Json.Nodes;

namespace Sentralix.JsonSchema.Tests.Differential;

/// <summary>Values that random schemas have something to say about.</summary>
internal sealed class RandomInstances(Random random)
{
    private static readonly string[] Texts = ["", "a", "ab", "b", "cba", "Москва", "12", "x-1", "a\"b\\", "🐲", "é", "city"];
    private static readonly double[] Numbers = [0, 1, 2, 3, 6, -1, 0.5, 1.5, 10, -2.5, 100];

    public JsonNode? Value(int depth) => random.Next(depth > 0 ? 10 : 6) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 or 3 => random.Next(4) == 0 ? Numbers[random.Next(Numbers.Length)] : random.Next(-2, 10),
        4 or 5 => Texts[random.Next(Texts.Length)],
        6 or 7 => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Value(depth - 1))]),
        _ => Object(depth),
    };

    private JsonObject Object(int depth)
    {
        var value = new JsonObject();
        foreach (var name in RandomSchemas.KnownNames.OrderBy(_ => random.Next()).Take(random.Next(5))) value[name] = Value(depth - 1);
        return value;
    }
}
