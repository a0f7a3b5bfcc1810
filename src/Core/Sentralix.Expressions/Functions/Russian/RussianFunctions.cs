using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Functions.Russian;

/// <summary>Functions of the Russian language.</summary>
internal static class RussianFunctions
{
    private static readonly Parameter Number = new("number", Kinds.Number);

    public static readonly IReadOnlyList<Function> All =
    [
        new("ru.plural", [Number, new("one", Kinds.Text), new("few", Kinds.Text), new("many", Kinds.Text)], Shape.Text, Plural),
        new("ru.rubles", [Number], Shape.Text, Rubles),
        new("ru.phone", [new("phone", Kinds.Text)], Shape.Text.OrNull(), call => Value.Of(PhoneNumber.Format(call[0].Text))),
    ];

    private static Value Plural(Call call) => call[1 + (int)PluralForms.Of(call[0].Number)];

    private static Value Rubles(Call call)
    {
        var text = AmountInWords.Rubles(call[0].Number) ?? throw call.Fault(FaultCodes.Value, "the amount has no words; it must be less than a quadrillion");
        call.Frame.Make(text.Length);
        return Value.Of(text);
    }
}
