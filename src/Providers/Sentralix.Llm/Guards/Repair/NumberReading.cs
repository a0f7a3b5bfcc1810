namespace Sentralix.Llm.Guards.Repair;

/// <summary>Reads a JSON number, character by character.</summary>
internal struct NumberReading
{
    private Part part;

    private enum Part
    {
        None,
        Minus,
        Zero,
        Whole,
        Point,
        Fraction,
        E,
        ESign,
        Exponent,
    }

    /// <summary>What was read is a number; where it is not, it may become one.</summary>
    public readonly bool IsNumber => part is Part.Zero or Part.Whole or Part.Fraction or Part.Exponent;

    /// <summary>Takes the next character.</summary>
    /// <returns>False: it is no part of a number.</returns>
    public bool TryTake(char c)
    {
        var next = Next(c);
        if (next == Part.None) return false;
        part = next;
        return true;
    }

    private readonly Part Next(char c) => (part, c) switch
    {
        (Part.None, '-') => Part.Minus,
        (Part.None or Part.Minus, '0') => Part.Zero,
        (Part.None or Part.Minus, >= '1' and <= '9') => Part.Whole,
        (Part.Whole, >= '0' and <= '9') => Part.Whole,
        (Part.Zero or Part.Whole, '.') => Part.Point,
        (Part.Point or Part.Fraction, >= '0' and <= '9') => Part.Fraction,
        (Part.Zero or Part.Whole or Part.Fraction, 'e' or 'E') => Part.E,
        (Part.E, '+' or '-') => Part.ESign,
        (Part.E or Part.ESign or Part.Exponent, >= '0' and <= '9') => Part.Exponent,
        _ => Part.None,
    };
}
