using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sentralix.Expressions.Values;

/// <summary>
/// One value of the language, in 24 bytes and never boxed: a reference (text, bytes, list, map), or the bits of a number or a time.
/// The default is null.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    public static readonly Value Null;
    public static readonly Value True = new(ValueKind.Bool, 1);
    public static readonly Value False = new(ValueKind.Bool, 0);

    private readonly object? held;
    private readonly long bits;
    private readonly int high;

    // The kind in the lowest byte. A decimal's own flags (scale, sign) leave that byte empty.
    private readonly int tag;

    private Value(ValueKind kind, long bits, int high = 0, int flags = 0) => (this.bits, this.high, tag) = (bits, high, flags | (int)kind);

    private Value(ValueKind kind, object held) => (this.held, tag) = (held, (int)kind);

    public ValueKind Kind => (ValueKind)(byte)tag;

    public bool IsNull => tag == 0;

    public bool Bool => Of(ValueKind.Bool).bits != 0;

    public long Whole => Of(ValueKind.Whole).bits;

    public decimal Decimal => Of(ValueKind.Decimal).ToDecimal();

    /// <summary>A whole number or a decimal.</summary>
    public decimal Number => Kind == ValueKind.Whole ? bits : Decimal;

    public string Text => Unsafe.As<string>(Of(ValueKind.Text).held!);

    public BytesRef Bytes => Unsafe.As<BytesRef>(Of(ValueKind.Bytes).held!);

    /// <summary>A moment, with the offset in which it is shown.</summary>
    public DateTimeOffset Timestamp
    {
        get
        {
            var value = Of(ValueKind.Timestamp);
            var offset = TimeSpan.FromMinutes(value.high);
            return new DateTimeOffset(value.bits + offset.Ticks, offset);
        }
    }

    public TimeSpan Duration => new(Of(ValueKind.Duration).bits);

    public ValueList List => Unsafe.As<ValueList>(Of(ValueKind.List).held!);

    public ValueMap Map => Unsafe.As<ValueMap>(Of(ValueKind.Map).held!);

    public bool IsNumber => Kind is ValueKind.Whole or ValueKind.Decimal;

    /// <summary>Ticks of UTC or of a duration, for comparing.</summary>
    internal long Ticks => bits;

    public static Value Of(bool value) => value ? True : False;

    public static Value Of(long value) => new(ValueKind.Whole, value);

    public static Value Of(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        return new Value(ValueKind.Decimal, ((long)parts[1] << 32) | (uint)parts[0], parts[2], parts[3]);
    }

    public static Value Of(string? value) => value is null ? Null : new(ValueKind.Text, value);

    public static Value Of(BytesRef value) => new(ValueKind.Bytes, value);

    /// <summary>A moment; its offset is cut to whole minutes.</summary>
    public static Value Of(DateTimeOffset value) => new(ValueKind.Timestamp, value.UtcTicks, value.TotalOffsetMinutes);

    public static Value Of(TimeSpan value) => new(ValueKind.Duration, value.Ticks);

    public static Value Of(ValueList value) => new(ValueKind.List, value);

    public static Value Of(ValueMap value) => new(ValueKind.Map, value);

    /// <summary>Equal as the language's <c>==</c> says: numbers by their amount, moments by the instant, lists and maps by what they hold.</summary>
    public bool Equals(Value other) => Comparison.AreEqual(this, other, null);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => Kind switch
    {
        ValueKind.Whole or ValueKind.Decimal => Number.GetHashCode(),
        ValueKind.Text or ValueKind.Bytes => held!.GetHashCode(),
        ValueKind.List => HashCode.Combine(ValueKind.List, List.Count),
        ValueKind.Map => HashCode.Combine(ValueKind.Map, Map.Count),
        _ => HashCode.Combine(tag, bits),
    };

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The text that a template shows, see <see cref="ValueText"/>.</summary>
    public override string ToString() => ValueText.Of(this);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value Of(ValueKind kind)
    {
        if ((byte)tag != (byte)kind) Refuse(kind);
        return this;
    }

    private void Refuse(ValueKind kind) => throw new InvalidOperationException($"The value is {Kind.Word()}, not {kind.Word()}.");

    private decimal ToDecimal() => new((int)bits, (int)(bits >> 32), high, tag < 0, (byte)(tag >> 16));
}
