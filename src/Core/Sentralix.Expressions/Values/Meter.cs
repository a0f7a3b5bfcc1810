using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sentralix.Expressions.Values;

/// <summary>
/// Counts what an evaluation costs and stops it. One operation is one operator, one member, one call or one element made; work in bulk costs
/// its share, so that no single operation is long.
/// </summary>
internal class Meter
{
    /// <summary>Characters that are looked at for one operation.</summary>
    private const int CharactersAnOperation = 256;

    private const int ComparisonsAnOperation = 64 * 1024;

    private Budget budget = Budget.Default;
    private int operations;
    private long textBytes;

    public Budget Budget => budget;

    /// <summary>Begins to count anew.</summary>
    public void Reset(Budget allowed)
    {
        budget = allowed;
        operations = allowed.Operations;
        textBytes = allowed.TextBytes;
    }

    /// <summary>One operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge()
    {
        if (--operations < 0) Exhausted();
    }

    public void Charge(int amount)
    {
        // Never below the least number: what is left is no more than it was, and amounts are at most what fits into memory.
        operations = amount > operations ? -1 : operations - amount;
        if (operations < 0) Exhausted();
    }

    /// <summary>So many characters are read.</summary>
    public void Read(int characters) => Charge(characters / CharactersAnOperation);

    /// <summary>A text is searched for another. Where both are long and much alike, the search is as long as their product.</summary>
    public void Search(int characters, int part) =>
        Charge((int)Math.Min((characters / CharactersAnOperation) + ((long)characters * part / ComparisonsAnOperation), int.MaxValue));

    /// <summary>A text of so many characters is about to be made.</summary>
    public void Make(long characters)
    {
        textBytes -= characters * sizeof(char);
        if (textBytes < 0) throw new ExpressionException(FaultCodes.Budget, $"the texts that are made on the way take more than {budget.TextBytes} bytes");
        Charge((int)Math.Min(characters / CharactersAnOperation, int.MaxValue));
    }

    /// <summary>A list of so many items is about to be made.</summary>
    public void MakeList(long count)
    {
        if (count > budget.ListItems) throw new ExpressionException(FaultCodes.Budget, $"a list has more than {budget.ListItems} items");
        Charge((int)count);
    }

    [DoesNotReturn]
    private void Exhausted() => throw new ExpressionException(FaultCodes.Budget, $"it takes more than {budget.Operations} operations");
}
