using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>The inside of an activation, which compiled code works on.</summary>
internal sealed class Frame(Vocabulary vocabulary, TimeZoneInfo zone) : Meter
{
    private readonly Value[] roots = new Value[vocabulary.Count];
    private Func<Value>?[]? makers;
    private Value[] locals = [];
    private long drawn;

    public Vocabulary Vocabulary => vocabulary;

    public TimeZoneInfo Zone => zone;

    public Locale Locale { get; set; }

    public string? Seed { get; set; }

    public Budget Allowed { get; set; } = Budget.Default;

    /// <summary>Where a template's text grows; kept between renderings.</summary>
    public Templates.Output? Output { get; set; }

    /// <summary>Begins an evaluation.</summary>
    public void Begin(Vocabulary compiledWith, int localCount)
    {
        if (!ReferenceEquals(compiledWith, vocabulary)) throw new ArgumentException("The expression was compiled with another vocabulary than the activation has.");
        Reset(Allowed);
        if (locals.Length < localCount) locals = new Value[localCount];
    }

    public void Set(int place, Value value)
    {
        roots[place] = value;
        if (makers is not null) makers[place] = null;
    }

    public void Set(int place, Func<Value> make) => (makers ??= new Func<Value>?[roots.Length])[place] = make;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Root(int place) => makers is null ? roots[place] : Made(place);

    public ref Value Local(int slot) => ref locals[slot];

    /// <summary>The next 32 bytes of the activation's own chance: the same for the same seed.</summary>
    public void Draw(Span<byte> bytes)
    {
        if (Seed is null) throw new ExpressionException(FaultCodes.Value, "chance is not available here");
        Span<byte> counted = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(counted, drawn++);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Seed));
        hash.AppendData(counted);
        hash.GetHashAndReset(bytes);
    }

    private Value Made(int place)
    {
        if (makers![place] is { } make)
        {
            roots[place] = make();
            makers[place] = null;
        }

        return roots[place];
    }
}
