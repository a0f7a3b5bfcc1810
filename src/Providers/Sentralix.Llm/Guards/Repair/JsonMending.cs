using System.Text;

namespace Sentralix.Llm.Guards.Repair;

/// <summary>Makes JSON of what a model says when it was asked for JSON, while it says it: what stands around the outermost object goes, what is missing
/// at its end is added, commas too many and raw line ends in strings are put right. A text that is JSON passes unchanged, and however a text is
/// cut into pieces, the same comes out. Where it turns out to be no JSON that could be mended, the rest passes as it is.</summary>
internal sealed class JsonMending : ITextFilter
{
    // What may stand before an object. A text that goes on so long without one is an answer in words.
    private const int MostBefore = 4096;

    // What looks like an object is taken for one when it has come so far.
    private const int MostTried = 256;

    // White space behind the object.
    private const int MostBehind = 1024;

    // What stands before the object; what might be its beginning, as it came and as it is written.
    private readonly StringBuilder before = new();
    private readonly StringBuilder tried = new();
    private readonly StringBuilder trial = new();
    private readonly StringBuilder behind = new();
    private ObjectReading reading = new();
    private Place place;
    private bool isAlone;

    // Braces of words that are open: what stands in them is a part of something that is no JSON, and not the answer.
    private int wordBraces;

    private enum Place
    {
        Before,
        Trying,
        Reading,
        Behind,

        /// <summary>What comes now is no part of the answer.</summary>
        Dropping,

        /// <summary>Nothing is mended any more.</summary>
        Passing,
    }

    /// <summary>An object was found and is whole, or has been made so.</summary>
    public bool IsMended { get; private set; }

    public bool TryPush(ReadOnlySpan<char> piece, StringBuilder written)
    {
        foreach (var c in piece) Step(c, written);
        return true;
    }

    public bool TryEnd(StringBuilder written)
    {
        switch (place)
        {
            case Place.Before:
                written.Append(before);
                break;
            case Place.Trying:
                written.Append(trial);
                Close(written);
                break;
            case Place.Reading:
                Close(written);
                break;
            case Place.Behind when isAlone:
                written.Append(behind);
                break;
        }

        return true;
    }

    private void Step(char c, StringBuilder written)
    {
        switch (place)
        {
            case Place.Before:
                Seek(c, written);
                break;
            case Place.Trying:
                Try(c, written);
                break;
            case Place.Reading:
                Read(c, written);
                break;
            case Place.Behind:
                Follow(c, written);
                break;
            case Place.Passing:
                written.Append(c);
                break;
        }
    }

    private void Seek(char c, StringBuilder written)
    {
        if (c == '{' && wordBraces == 0)
        {
            reading = new ObjectReading();
            tried.Clear();
            trial.Clear();
            place = Place.Trying;
            Try(c, written);
            return;
        }

        if (wordBraces > 0) wordBraces += c switch { '{' => 1, '}' => -1, _ => 0 };
        if (before.Length == 0 && c is ' ' or '\t' or '\n' or '\r') written.Append(c);
        else Pass(c, written);
    }

    /// <summary>Takes what is no part of an object.</summary>
    private void Pass(char c, StringBuilder written)
    {
        before.Append(c);
        if (before.Length < MostBefore) return;
        written.Append(before);
        place = Place.Passing;
    }

    private void Try(char c, StringBuilder written)
    {
        var step = reading.Step(c, trial);
        tried.Append(c);
        if (step == ObjectStep.Broken)
        {
            // The brace was none of JSON's; a later one may be.
            var words = tried.ToString();
            place = Place.Before;
            // Some write their braces twice.
            if (words.AsSpan(1).TrimStart() is not ['{', ..]) wordBraces = 1;
            Pass(words[0], written);
            foreach (var word in words.AsSpan(1)) Step(word, written);
            return;
        }

        if (step == ObjectStep.GoesOn && !reading.IsSure && tried.Length < MostTried) return;
        isAlone = before.Length == 0;
        before.Clear();
        written.Append(trial);
        place = Place.Reading;
        Went(step, written);
    }

    private void Read(char c, StringBuilder written)
    {
        var step = reading.Step(c, written);
        if (step != ObjectStep.Broken)
        {
            Went(step, written);
            return;
        }

        reading.Release(written);
        written.Append(c);
        place = Place.Passing;
    }

    private void Went(ObjectStep step, StringBuilder written)
    {
        if (step == ObjectStep.Closed)
        {
            IsMended = true;
            place = Place.Behind;
        }
        else if (step == ObjectStep.Fenced)
        {
            Close(written);
            place = Place.Dropping;
        }
    }

    private void Follow(char c, StringBuilder written)
    {
        if (c is not (' ' or '\t' or '\n' or '\r'))
        {
            place = Place.Dropping;
            return;
        }

        behind.Append(c);
        if (!isAlone || behind.Length < MostBehind) return;
        written.Append(behind);
        behind.Clear();
    }

    private void Close(StringBuilder written)
    {
        IsMended = reading.TryClose(written);
        if (!IsMended) reading.Release(written);
    }
}
