using System.Security.Cryptography;
using System.Text;
using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Functions;

/// <summary>Functions over any value: JSON, fingerprints, what takes the place of null, and chance.</summary>
internal static class ValueFunctions
{
    private static readonly Parameter Value = new("value", Kinds.Any);
    private static readonly Parameter Default = new("default", Kinds.Any);

    public static readonly IReadOnlyList<Function> All =
    [
        new("string", [Value], Shape.Text, call => call[0].Kind is ValueKind.List or ValueKind.Map ? ToJson(call) : Values.Value.Of(ValueText.Of(call[0]))),
        new("default", [Value, Default], Shape.Any, call => call[0].IsNull ? call[1] : call[0]) { ResultOf = shapes => Either(shapes[0], shapes[1]) },
        new("get", [Value, new("path", Kinds.Text), Default], Shape.Any, Get),
        new("json", [new("text", Kinds.Text)], Shape.Any, call => ValueJson.Parse(call[0].Text, call.Frame)),
        new("toJson", [Value], Shape.Text, ToJson),
        new("hash", [Value], Shape.Text, Hash),
        new("random", [new("least", Kinds.Whole, IsOptional: true), new("most", Kinds.Whole, IsOptional: true)], Shape.Number, Random)
        {
            ResultOf = shapes => shapes.Count == 0 ? Shape.Decimal : Shape.Whole,
        },
        new("uuid", [], Shape.Text, Uuid),
    ];

    private static Shape Either(Shape value, Shape other)
    {
        var kinds = value.Kinds & ~Kinds.Null;
        return kinds == Kinds.None ? other : other.Kinds == kinds ? value with { Kinds = kinds } : new Shape(kinds | other.Kinds);
    }

    private static Value Get(Call call)
    {
        // The value itself has no name here: the path begins behind it, with or without a dot.
        var path = call[1].Text is { Length: > 0 } text && text[0] is '.' or '[' ? $"_{call[1].Text}" : $"_.{call[1].Text}";
        if (!ValuePath.TryParse(path, out var parsed)) throw call.Fault(FaultCodes.Value, "the path is none; it looks like order.items[0].name");
        call.Frame.Charge(parsed.Steps.Count);
        var found = ValuePath.Read(call[0], parsed.Steps);
        return found.IsNull ? call[2] : found;
    }

    private static Value ToJson(Call call)
    {
        var text = Encoding.UTF8.GetString(ValueJson.Write(call[0], isCanonical: false, call.Frame).Span);
        call.Frame.Make(text.Length);
        return Values.Value.Of(text);
    }

    /// <summary>SHA-256 in lower hexadecimal, of a text's UTF-8, or of the canonical JSON of anything else.</summary>
    private static Value Hash(Call call)
    {
        if (call[0].Kind != ValueKind.Text) return Values.Value.Of(Convert.ToHexStringLower(SHA256.HashData(ValueJson.Write(call[0], isCanonical: true, call.Frame).Span)));
        call.Frame.Make(call[0].Text.Length);
        return Values.Value.Of(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call[0].Text))));
    }

    /// <summary>Without arguments a decimal from 0 up to 1, else a whole number between two, both included.</summary>
    private static Value Random(Call call)
    {
        Span<byte> drawn = stackalloc byte[SHA256.HashSizeInBytes];
        call.Frame.Draw(drawn);
        var chance = BitConverter.ToUInt64(drawn);
        if (call.Count == 0) return Values.Value.Of(decimal.Truncate(chance / (decimal)ulong.MaxValue * 1_000_000_000m) / 1_000_000_001m);
        if (call.Count == 1) throw call.Fault(FaultCodes.Value, "takes no arguments, or the least and the most number");
        var (least, most) = (call[0].Whole, call[1].Whole);
        if (least > most) throw call.Fault(FaultCodes.Value, "the least number is greater than the most");
        var range = (UInt128)((Int128)most - least + 1);
        return Values.Value.Of((long)(least + (Int128)((chance * range) >> 64)));
    }

    private static Value Uuid(Call call)
    {
        Span<byte> drawn = stackalloc byte[SHA256.HashSizeInBytes];
        call.Frame.Draw(drawn);
        var bytes = drawn[..16];

        // RFC 9562: version 4, variant 10.
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return Values.Value.Of(new Guid(bytes, bigEndian: true).ToString());
    }
}
