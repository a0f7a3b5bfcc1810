using System.Text;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Guards.Repair;

/// <summary>How far an object has come with a character.</summary>
internal enum ObjectStep
{
    GoesOn,

    /// <summary>Its closing brace was read.</summary>
    Closed,

    /// <summary>A fence was read where none can stand: the answer was cut, and this is what its maker put around it.</summary>
    Fenced,

    /// <summary>It is no JSON, and cannot be mended without guessing. The character was not taken.</summary>
    Broken,
}

/// <summary>Reads one JSON object, character by character, and writes it on as it comes. What has gone out is never taken back: a comma, a name and
/// a value that has not begun to be one wait for what follows them, so that the object can be closed wherever it ends.</summary>
internal sealed class ObjectReading
{
    // White space and names that are longer than this go out before their value is known.
    private const int MostHeld = 1024;

    private readonly Stack<char> open = new();
    private readonly StringBuilder held = new();
    private readonly StringReading text = new();
    private NumberReading number;
    private string literal = "";
    private int fence;
    private Place place = Place.Start;
    private bool isAfterComma;

    // A comma or a name has gone out whose value has not.
    private bool isDangling;

    private enum Place
    {
        Start,

        /// <summary>In an object, where a name or its end may come.</summary>
        Name,
        NameText,
        Colon,
        Value,
        Text,
        Number,
        Literal,

        /// <summary>Behind half a word or number: only the end of the text can follow.</summary>
        Torn,

        /// <summary>Behind a value.</summary>
        Next,
    }

    /// <summary>A field with the beginning of its value has been read, or an empty object: what only looks like JSON does not come so far.</summary>
    public bool IsSure { get; private set; }

    public ObjectStep Step(char c, StringBuilder written)
    {
        if (fence > 0 || (c == '`' && place is not (Place.Start or Place.NameText or Place.Text))) return Fence(c);
        var step = place switch
        {
            Place.Start => Start(c, written),
            Place.Name => Name(c, written),
            Place.NameText => NameText(c),
            Place.Colon => Colon(c),
            Place.Value => Value(c, written),
            Place.Text => Text(c, written),
            Place.Number => Number(c, written),
            Place.Literal => Literal(c, written),
            Place.Torn => Torn(c),
            _ => Next(c, written),
        };
        if (held.Length <= MostHeld) return step;
        written.Append(held);
        held.Clear();
        isDangling = true;
        return step;
    }

    /// <summary>The text ends here: adds what is missing. A field whose value had not begun is lost.</summary>
    /// <returns>False: that cannot be done any more.</returns>
    public bool TryClose(StringBuilder written)
    {
        if (isDangling) return false;
        if (place == Place.Text)
        {
            text.Close(written);
            written.Append('"');
        }

        held.Clear();
        foreach (var closer in open) written.Append(closer);
        return true;
    }

    /// <summary>Writes what waits, as it came.</summary>
    public void Release(StringBuilder written)
    {
        written.Append(held);
        text.Release(written);
        written.Append('`', fence);
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    private ObjectStep Start(char c, StringBuilder written) => c == '{' ? Enter(c, written) : ObjectStep.Broken;

    private ObjectStep Name(char c, StringBuilder written)
    {
        if (IsSpace(c)) return Space(c, written);
        if (c == '}') return Leave(c, written);
        if (c != '"') return ObjectStep.Broken;
        held.Append(c);
        place = Place.NameText;
        return ObjectStep.GoesOn;
    }

    private ObjectStep NameText(char c)
    {
        var step = text.Step(c, held);
        if (step == StringStep.Broken) return ObjectStep.Broken;
        if (step != StringStep.Ended) return ObjectStep.GoesOn;
        held.Append(c);
        place = Place.Colon;
        return ObjectStep.GoesOn;
    }

    private ObjectStep Colon(char c)
    {
        if (c != ':' && !IsSpace(c)) return ObjectStep.Broken;
        held.Append(c);
        if (c != ':') return ObjectStep.GoesOn;
        isAfterComma = false;
        place = Place.Value;
        return ObjectStep.GoesOn;
    }

    private ObjectStep Value(char c, StringBuilder written)
    {
        if (IsSpace(c)) return Space(c, written);
        switch (c)
        {
            case '"':
                Begin(written);
                written.Append(c);
                place = Place.Text;
                return ObjectStep.GoesOn;
            case '{' or '[':
                Begin(written);
                return Enter(c, written);
            case ']' when open.Peek() == ']':
                return Leave(c, written);
            case 't' or 'f' or 'n':
                literal = c switch { 't' => "true", 'f' => "false", _ => "null" };
                place = Place.Literal;
                return Literal(c, written);
            default:
                number = default;
                place = Place.Number;
                return Number(c, written);
        }
    }

    private ObjectStep Text(char c, StringBuilder written)
    {
        var step = text.Step(c, written);
        if (step == StringStep.Broken) return ObjectStep.Broken;
        if (step != StringStep.Ended) return ObjectStep.GoesOn;
        written.Append(c);
        place = Place.Next;
        return ObjectStep.GoesOn;
    }

    private ObjectStep Number(char c, StringBuilder written)
    {
        var wasNumber = number.IsNumber;
        if (!number.TryTake(c))
        {
            if (!wasNumber) return Torn(c);
            place = Place.Next;
            return Next(c, written);
        }

        // A point or an e is one only with a digit behind it.
        held.Append(c);
        if (number.IsNumber) Begin(written);
        return ObjectStep.GoesOn;
    }

    private ObjectStep Literal(char c, StringBuilder written)
    {
        if (c != literal[0]) return Torn(c);
        held.Append(c);
        literal = literal[1..];
        if (literal.Length > 0) return ObjectStep.GoesOn;
        Begin(written);
        place = Place.Next;
        return ObjectStep.GoesOn;
    }

    private ObjectStep Torn(char c)
    {
        if (!IsSpace(c)) return ObjectStep.Broken;
        held.Append(c);
        place = Place.Torn;
        return ObjectStep.GoesOn;
    }

    private ObjectStep Next(char c, StringBuilder written)
    {
        if (IsSpace(c))
        {
            written.Append(c);
            return ObjectStep.GoesOn;
        }

        if (c != ',') return Leave(c, written);
        held.Append(c);
        isAfterComma = true;
        place = open.Peek() == '}' ? Place.Name : Place.Value;
        return ObjectStep.GoesOn;
    }

    private ObjectStep Fence(char c)
    {
        if (c != '`') return ObjectStep.Broken;
        if (++fence < JsonRepair.Fence.Length) return ObjectStep.GoesOn;
        fence = 0;
        return ObjectStep.Fenced;
    }

    private ObjectStep Space(char c, StringBuilder written)
    {
        (held.Length > 0 ? held : written).Append(c);
        return ObjectStep.GoesOn;
    }

    private ObjectStep Enter(char c, StringBuilder written)
    {
        if (open.Count == RawJson.MaxDepth) return ObjectStep.Broken;
        written.Append(c);
        open.Push(c == '{' ? '}' : ']');
        place = c == '{' ? Place.Name : Place.Value;
        return ObjectStep.GoesOn;
    }

    private ObjectStep Leave(char c, StringBuilder written)
    {
        if (open.Peek() != c || isDangling) return ObjectStep.Broken;

        // A comma before it is one too many.
        if (isAfterComma && held.Length > 0) written.Append(held, 1, held.Length - 1);
        held.Clear();
        isAfterComma = false;
        written.Append(c);
        open.Pop();
        place = Place.Next;
        if (open.Count > 0) return ObjectStep.GoesOn;
        IsSure = true;
        return ObjectStep.Closed;
    }

    /// <summary>A value begins: what waited for it goes before it.</summary>
    private void Begin(StringBuilder written)
    {
        written.Append(held);
        held.Clear();
        IsSure = true;
        isAfterComma = isDangling = false;
    }
}
