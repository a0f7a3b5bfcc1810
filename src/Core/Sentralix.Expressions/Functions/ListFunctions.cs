using System.Globalization;
using System.Text;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Functions;

/// <summary>Functions over lists; the macros, which name their items, are in <see cref="Compilation.Macros"/>.</summary>
internal static class ListFunctions
{
    private static readonly Parameter List = new("list", Kinds.List);

    public static readonly IReadOnlyList<Function> All =
    [
        new("size", [new("value", Kinds.Text | Kinds.List | Kinds.Map)], Shape.Whole, Size),
        new("join", [List, new("separator", Kinds.Text, IsOptional: true)], Shape.Text, Join),
        new("first", [List], Shape.Any, call => call[0].List.Count == 0 ? Value.Null : call[0].List[0]) { ResultOf = shapes => shapes[0].Items.OrNull() },
    ];

    private static Value Size(Call call)
    {
        switch (call[0].Kind)
        {
            case ValueKind.List: return Value.Of(call[0].List.Count);
            case ValueKind.Map: return Value.Of(call[0].Map.Count);
            default:
                call.Frame.Read(call[0].Text.Length);
                return Value.Of(TextFunctions.Length(call[0].Text));
        }
    }

    private static Value Join(Call call)
    {
        var separator = call.Count > 1 ? call[1].Text : "";
        var items = call[0].List.Items;
        call.Frame.Charge(items.Length);
        var text = new StringBuilder();
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Kind is ValueKind.List or ValueKind.Map)
                throw call.Fault(FaultCodes.Type, string.Create(CultureInfo.InvariantCulture, $"item {i} is a {items[i].Kind.Word()}, which has no text"));
            var item = ValueText.Of(items[i]);
            call.Frame.Make((long)item.Length + (i == 0 ? 0 : separator.Length));
            if (i > 0) text.Append(separator);
            text.Append(item);
        }

        return Value.Of(text.ToString());
    }
}
