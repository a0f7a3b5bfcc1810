using System.Globalization;
using System.Text;
using Sentralix.Expressions;
using Sentralix.Expressions.Templates;

namespace Sentralix.Bench.Expressions;

/// <summary>The same texts as templates and written by hand.</summary>
internal static class Texts
{
    private static readonly Template[] Templates =
    [
        .. new[]
        {
            "Заказ {{ vars.order.number }} приедет сегодня до {{ vars.order.eta | time: 'HH:mm' }}.",
            "{{ vars.name }}, в корзине {{ vars.count }} {{ vars.count | ru.plural: 'товар', 'товара', 'товаров' }}.",
            "{% for i in vars.order.items %}{{ loop.index }}. {{ i.sku }}: {{ i.price }} ₽{% if !loop.last %}\n{% endif %}{% endfor %}",
            "{% if vars.attempts < 2 %}Попробуем ещё раз.{% else %}Зову человека.{% endif %}",
        }.Select(source => Template.Compile(source, OrderRoots.Vocabulary).Value!),
    ];

    private static readonly string[] Expected = ["Заказ 1234 приедет сегодня до 18:00.", "Анна, в корзине 3 товара.", "1. A-1: 99.90 ₽\n2. B-2: 250 ₽\n3. C-3: 12 ₽", "Попробуем ещё раз."];

    private static readonly Func<Dictionary<string, object?>, string>[] ByHand =
    [
        roots => $"Заказ {Map(Map(roots["vars"])["order"])["number"]} приедет сегодня до {DateTimeOffset.Parse((string)Map(Map(roots["vars"])["order"])["eta"]!, CultureInfo.InvariantCulture):HH:mm}.",
        roots => $"{Map(roots["vars"])["name"]}, в корзине {Map(roots["vars"])["count"]} {Plural((long)Map(roots["vars"])["count"]!, "товар", "товара", "товаров")}.",
        Lines,
        roots => (long)Map(roots["vars"])["attempts"]! < 2 ? "Попробуем ещё раз." : "Зову человека.",
    ];

    private static readonly Activation Shared = OrderRoots.Activation();

    public static int Rendered()
    {
        for (var i = 0; i < Templates.Length; i++)
            if (!Templates[i].TryRender(Shared, out var text, out var fault) || text != Expected[i]) throw new InvalidOperationException($"{fault}: {text}");
        return Templates.Length;
    }

    public static int WrittenByHand()
    {
        for (var i = 0; i < ByHand.Length; i++)
            if (ByHand[i](OrderRoots.Plain) is var text && text != Expected[i]) throw new InvalidOperationException(text);
        return ByHand.Length;
    }

    private static string Lines(Dictionary<string, object?> roots)
    {
        var text = new StringBuilder();
        var number = 0;
        foreach (var item in (List<object?>)Map(Map(roots["vars"])["order"])["items"]!)
        {
            if (number > 0) text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{++number}. {Map(item)["sku"]}: {Map(item)["price"]} ₽");
        }

        return text.ToString();
    }

    private static string Plural(long number, string one, string few, string many) => (number % 100, number % 10) switch
    {
        ( >= 11 and <= 14, _) => many,
        (_, 1) => one,
        (_, >= 2 and <= 4) => few,
        _ => many,
    };

    private static Dictionary<string, object?> Map(object? value) => (Dictionary<string, object?>)value!;
}
