using Sentralix.Expressions.Compilation;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions;

/// <summary>
/// What expressions see while one node runs: the roots' values, one moment for <c>now</c>, and a seed for <c>random()</c> and <c>uuid()</c>.
/// Whoever records these and gives them again gets the same results again: an expression knows no clock and no chance of its own. One thread
/// at a time; the expressions themselves may be shared.
/// </summary>
public sealed class Activation
{
    private readonly Vocabulary vocabulary;

    /// <param name="vocabulary">The one that the expressions were compiled with.</param>
    /// <param name="now">The moment of the activation.</param>
    /// <param name="zone">The session's time zone: <c>now</c> is shown in it, and moments without an offset are read in it.</param>
    public Activation(Vocabulary vocabulary, DateTimeOffset now, TimeZoneInfo? zone = null)
    {
        this.vocabulary = vocabulary;
        Frame = new Frame(vocabulary, zone ?? TimeZoneInfo.Utc);
        Frame.Set(Vocabulary.NowIndex, Value.Of(TimeZoneInfo.ConvertTime(now, Frame.Zone)));
    }

    /// <summary>In which language dates are written.</summary>
    public Locale Locale { get => Frame.Locale; init => Frame.Locale = value; }

    /// <summary>What chance begins with: any text, new for each activation and recorded with it. Without one <c>random()</c> and <c>uuid()</c>
    /// fail.</summary>
    public string? Seed { init => Frame.Seed = value; }

    /// <summary>What one evaluation or rendering may cost.</summary>
    public Budget Budget { init => Frame.Allowed = value; }

    internal Frame Frame { get; }

    /// <summary>Gives a root its value. A root without one is null.</summary>
    public Activation With(string root, Value value)
    {
        Frame.Set(vocabulary.Place(root), value);
        return this;
    }

    /// <summary>Gives a root a value that is made when an expression first reads it.</summary>
    public Activation With(string root, Func<Value> make)
    {
        Frame.Set(vocabulary.Place(root), make);
        return this;
    }
}
