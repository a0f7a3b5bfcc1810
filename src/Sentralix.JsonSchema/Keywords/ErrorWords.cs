using System.Globalization;
using System.Text;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>What errors say. Names and expected values only: the value itself may be somebody's secret.</summary>
internal static class ErrorWords
{
    // A name or an expected value is quoted so far.
    private const int QuotedLength = 80;

    public static Words Refused { get; } = new("nothing is allowed here", "здесь не допускается никакое значение");

    public static Words NotUnique { get; } = new("the items must all be different", "элементы не должны повторяться");

    public static Words Not { get; } = new("the value matches a schema that it must not match", "значение подходит под схему, под которую подходить не должно");

    public static Words AnyOf(int variants) => new($"the value matches none of the {variants} variants", $"значение не подходит ни под один из вариантов (всего {variants})");

    public static Words OneOf(int variants) => new($"the value must match exactly one of the {variants} variants and matches more", $"значение должно подходить ровно под один из вариантов (всего {variants}), а подходит под несколько");

    public static Words Missing(string name) => new($"missing required property '{Quote(name)}'", $"нет обязательного поля '{Quote(name)}'");

    public static Words MissingBeside(string name, string beside) => new(
        $"missing property '{Quote(name)}', which is required where '{Quote(beside)}' is given",
        $"нет поля '{Quote(name)}', обязательного, когда есть '{Quote(beside)}'");

    public static Words Unexpected(string name) => new($"unexpected property '{Quote(name)}'", $"лишнее поле '{Quote(name)}'");

    public static Words UnexpectedItem(int index) => new($"unexpected item {Text(index)}", $"лишний элемент с номером {Text(index)}");

    public static Words PropertyName(string name) => new($"the property name '{Quote(name)}' is not allowed", $"имя поля '{Quote(name)}' не допускается");

    public static Words Type(string expected, string given) => new($"must be {expected}, and is {given}", $"должно быть: {expected}, а дано: {given}");

    public static Words Const(string expected) => new($"must be {Quote(expected)}", $"должно быть {Quote(expected)}");

    public static Words Enum(IEnumerable<string> expected)
    {
        var text = Quote(string.Join(", ", expected), 4 * QuotedLength);
        return new($"must be one of {text}", $"должно быть одним из: {text}");
    }

    public static Words Limit(string sign, string limit) => new($"must be {sign} {Quote(limit)}", $"должно быть {sign} {Quote(limit)}");

    public static Words MultipleOf(string unit) => new($"must be a multiple of {Quote(unit)}", $"должно делиться на {Quote(unit)}");

    public static Words Length(bool isMost, long limit) => isMost
        ? new($"must have at most {Text(limit)} characters", $"длина не должна быть больше {Text(limit)}")
        : new($"must have at least {Text(limit)} characters", $"длина не должна быть меньше {Text(limit)}");

    public static Words Items(bool isMost, long limit) => isMost
        ? new($"must have at most {Text(limit)} items", $"число элементов не должно быть больше {Text(limit)}")
        : new($"must have at least {Text(limit)} items", $"число элементов не должно быть меньше {Text(limit)}");

    public static Words Members(bool isMost, long limit) => isMost
        ? new($"must have at most {Text(limit)} properties", $"число полей не должно быть больше {Text(limit)}")
        : new($"must have at least {Text(limit)} properties", $"число полей не должно быть меньше {Text(limit)}");

    public static Words Contains(bool isMost, long limit) => isMost
        ? new($"at most {Text(limit)} items may match", $"подходящих элементов не должно быть больше {Text(limit)}")
        : new($"at least {Text(limit)} items must match", $"подходящих элементов не должно быть меньше {Text(limit)}");

    public static Words Pattern(string pattern) => new($"must match the pattern {Quote(pattern)}", $"должно соответствовать шаблону {Quote(pattern)}");

    public static Words Format(string format) => new($"must be of the format '{Quote(format)}'", $"должно быть в формате '{Quote(format)}'");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text, int length = QuotedLength)
    {
        if (text.Length > length) text = string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
        if (!text.Any(char.IsControl)) return text;

        // A name may hold line breaks, and a message is one line.
        var plain = new StringBuilder(text.Length);
        foreach (var character in text) plain.Append(char.IsControl(character) ? ' ' : character);
        return plain.ToString();
    }
}
