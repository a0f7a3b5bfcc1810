using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema;

/// <summary>A JSON Schema of draft 2020-12, compiled once. It judges values on any number of threads.</summary>
public sealed class Schema
{
    private readonly SchemaNode root;
    private readonly TapeDocument text;
    private readonly SchemaOptions options;

    internal Schema(SchemaNode root, TapeDocument text, SchemaOptions options)
    {
        this.root = root;
        this.text = text;
        this.options = options;
    }

    /// <summary>The SHA-256 of the schema's canonical text, in small hexadecimal letters: the same for schemas that are the same value.</summary>
    public string Hash => field ??= CanonicalHash.Of(text);

    /// <summary>Compiles a schema.</summary>
    /// <param name="utf8">Its JSON.</param>
    /// <param name="options">Its options; null: the default ones.</param>
    /// <returns>The schema, or what is wrong with it, by <see cref="SchemaFaultCodes"/>.</returns>
    public static SchemaCompilation Compile(ReadOnlySpan<byte> utf8, SchemaOptions? options = null) => SchemaCompiler.Compile(utf8, options ?? SchemaOptions.Default, isTrusted: false);

    /// <inheritdoc cref="Compile(ReadOnlySpan{byte}, SchemaOptions?)"/>
    public static SchemaCompilation Compile(JsonElement schema, SchemaOptions? options = null) => Compile(JsonMarshal.GetRawUtf8Value(schema), options);

    /// <summary>Whether a text is a schema at all: JSON that its metaschema accepts, within the limits. Whether its references and patterns
    /// can be followed is for <see cref="Compile(ReadOnlySpan{byte}, SchemaOptions?)"/> to say.</summary>
    /// <returns>What is wrong; none: it is one.</returns>
    public static IReadOnlyList<SchemaFault> Check(ReadOnlySpan<byte> utf8, SchemaOptions? options = null)
    {
        var faults = new FaultLog();
        options ??= SchemaOptions.Default;
        if (SchemaText.Read(utf8, options, "", faults) is { } tape) new Dialects(options, faults).Check(tape, "");
        return faults.Faults;
    }

    /// <summary>Whether the schema accepts a value. A value that cannot be judged within the limits is not accepted.</summary>
    public bool IsValid(ReadOnlySpan<byte> utf8)
    {
        var scratch = Scratch.Rent();
        try
        {
            return TapeReader.Read(utf8, options.MaxInstanceBytes, options.MaxInstanceDepth, scratch).Fault == TapeFault.None
                && Judge(View(utf8, scratch), scratch, options, null) == null;
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <inheritdoc cref="IsValid(ReadOnlySpan{byte})"/>
    public bool IsValid(JsonElement value) => IsValid(JsonMarshal.GetRawUtf8Value(value));

    /// <summary>Judges a value and says what is wrong with it.</summary>
    public Validation Validate(ReadOnlySpan<byte> utf8)
    {
        var scratch = Scratch.Rent();
        try
        {
            var reading = TapeReader.Read(utf8, options.MaxInstanceBytes, options.MaxInstanceDepth, scratch);
            return reading.Fault == TapeFault.None ? Validate(View(utf8, scratch), scratch, options) : Unread(reading);
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <inheritdoc cref="Validate(ReadOnlySpan{byte})"/>
    public Validation Validate(JsonElement value) => Validate(JsonMarshal.GetRawUtf8Value(value));

    internal Validation Validate(TapeDocument document, SchemaOptions limits)
    {
        var scratch = Scratch.Rent();
        try
        {
            return Validate(document.View, scratch, limits);
        }
        finally
        {
            scratch.Return();
        }
    }

    // What is wrong is looked for only after it is known that something is: the first pass stops at the first fault, and mostly there is none.
    private Validation Validate(TapeView view, Scratch scratch, SchemaOptions limits)
    {
        var verdict = Judge(view, scratch, limits, null);
        if (verdict is null) return Validation.Valid;
        if (verdict.Length > 0) return Stopped(verdict);
        var log = new ErrorLog(limits.MaxErrors);
        var stop = Judge(view, scratch, limits, log);
        return log.IsEmpty && stop is { Length: > 0 } ? Stopped(stop) : new Validation(false, null, log.Tell(view), log.HasMore || stop is { Length: > 0 });
    }

    /// <returns>Null: valid; "": not valid; else why it could not be judged.</returns>
    private string? Judge(TapeView view, Scratch scratch, SchemaOptions limits, ErrorLog? log)
    {
        var run = new Run(view, scratch, limits, log);
        var holds = root.Holds(ref run, 0, Marks.None);
        return run.Stopped ?? (holds ? null : "");
    }

    private static TapeView View(ReadOnlySpan<byte> utf8, Scratch scratch) => new(utf8, scratch.Beside, scratch.Nodes.AsSpan(0, scratch.NodeCount));

    private Validation Unread(TapeReading reading)
    {
        var offset = reading.Offset.ToString(CultureInfo.InvariantCulture);
        var (code, words) = reading.Fault switch
        {
            TapeFault.TooLarge => (ValidationStops.TooLarge, new Words($"more than {options.MaxInstanceBytes} bytes", $"больше {options.MaxInstanceBytes} байт")),
            TapeFault.TooDeep => (ValidationStops.TooDeep, new Words($"nested deeper than {options.MaxInstanceDepth}: byte {offset}", $"вложенность больше {options.MaxInstanceDepth}: байт {offset}")),
            TapeFault.DuplicateName => (ValidationStops.DuplicateName, new Words($"a name twice in one object: byte {offset}", $"имя повторяется в одном объекте: байт {offset}")),
            _ => (ValidationStops.NotJson, new Words($"no JSON: byte {offset}", $"не JSON: байт {offset}")),
        };
        return new Validation(false, code, [new ValidationError("", "#", code, words)], false);
    }

    private static Validation Stopped(string code)
    {
        var words = code switch
        {
            ValidationStops.NumberTooLarge => new Words("a number with too large an exponent", "у числа слишком большой показатель степени"),
            ValidationStops.PatternTime => new Words("a pattern takes too long, or the text is too long for it", "проверка по шаблону занимает слишком много времени, или текст для неё слишком длинный"),
            ValidationStops.Depth => new Words("the schemas refer to one another too deep", "схемы ссылаются друг на друга слишком глубоко"),
            _ => new Words("judging this value takes too much work", "проверка этого значения требует слишком много работы"),
        };
        return new Validation(false, code, [new ValidationError("", "#", code, words)], false);
    }
}
