using System.Text.Json;
using Sentralix.Expressions;
using Sentralix.Expressions.Values;

namespace Sentralix.Bench.Expressions;

/// <summary>What a scenario about orders knows, once for expressions and once as a programmer would hold the same JSON.</summary>
internal static class OrderRoots
{
    private const string Json = """
        {
          "attempts": 1, "name": "Анна", "count": 3, "tags": ["new", "vip"],
          "order": {
            "number": "1234", "status": "transit", "etaHours": 5, "eta": "2026-11-22T18:00:00+03:00",
            "items": [ { "sku": "A-1", "price": 99.90 }, { "sku": "B-2", "price": 250 }, { "sku": "C-3", "price": 12 } ]
          }
        }
        """;

    public const string Message = "Здравствуйте! Подскажите, где мой заказ, обещали сегодня";

    public static readonly Vocabulary Vocabulary = Vocabulary.Of("inputs", "vars", "slots", "session", "message", "channel");

    private static readonly Value Vars = ValueJson.Of(JsonDocument.Parse(Json).RootElement);
    private static readonly Value MessageRoot = Value.Of(ValueMap.Of(new() { ["text"] = Value.Of(Message) }));
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The roots for the hand-written way.</summary>
    public static readonly Dictionary<string, object?> Plain = new()
    {
        ["vars"] = Boxed(Vars),
        ["message"] = new Dictionary<string, object?> { ["text"] = Message },
    };

    public static Activation Activation() => new Activation(Vocabulary, Now, Moscow).With("vars", Vars).With("message", MessageRoot).With("channel", Value.Of("telegram"));

    private static object? Boxed(Value value) => value.Kind switch
    {
        ValueKind.Bool => value.Bool,
        ValueKind.Whole => value.Whole,
        ValueKind.Decimal => value.Decimal,
        ValueKind.Text => value.Text,
        ValueKind.List => value.List.Select(Boxed).ToList(),
        ValueKind.Map => value.Map.Names.ToDictionary(name => name, name => Boxed(value.Map[name])),
        _ => null,
    };
}
