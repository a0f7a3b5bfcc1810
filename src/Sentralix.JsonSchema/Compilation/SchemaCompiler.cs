using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Makes a schema ready to judge. Schemas refer to one another, so each is made empty when it is first named and filled when its
/// turn comes: no chain of references is too long for the stack.</summary>
internal sealed class SchemaCompiler
{
    // All patterns together, in bytes.
    private const int MaxPatternSize = 4 * 1024 * 1024;

    private readonly Queue<SchemaSite> waiting = [];
    private readonly List<SchemaSite> made = [];
    private readonly HashSet<string> dynamicNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaPattern> patterns = new(StringComparer.Ordinal);

    private int patternSize;

    private SchemaCompiler(SchemaOptions options)
    {
        Options = options;
        Library = new SchemaLibrary(options, Faults);
    }

    public SchemaOptions Options { get; }

    public FaultLog Faults { get; } = new();

    public SchemaLibrary Library { get; }

    /// <param name="text">The schema.</param>
    /// <param name="options">Its options.</param>
    /// <param name="isTrusted">It is not held against its metaschema.</param>
    public static SchemaCompilation Compile(ReadOnlySpan<byte> text, SchemaOptions options, bool isTrusted)
    {
        var compiler = new SchemaCompiler(options);
        var schema = compiler.Compile(text, isTrusted);
        return compiler.Faults.IsEmpty ? new SchemaCompilation(schema, []) : new SchemaCompilation(null, compiler.Faults.Faults);
    }

    /// <summary>The schema of a place, which is filled later.</summary>
    public SchemaNode NodeOf(SchemaSite site)
    {
        if (site.Node is not null) return site.Node;
        site.Node = new SchemaNode(site);
        made.Add(site);
        waiting.Enqueue(site);
        return site.Node;
    }

    /// <summary>The schema that lies at a place of the same document.</summary>
    public SchemaNode? Child(SchemaSite site, int at) => site.Document.Sites.TryGetValue(at, out var child) ? NodeOf(child) : null;

    /// <summary>A "$dynamicRef" looks for this name.</summary>
    public void NeedsDynamic(string name) => dynamicNames.Add(name);

    /// <summary>A pattern; null: it cannot be used, which is a fault already told.</summary>
    public SchemaPattern? Pattern(SchemaSite site, string keyword, string source)
    {
        if (patterns.TryGetValue(source, out var known)) return known;
        if (patterns.Count >= Options.MaxPatterns || patternSize > MaxPatternSize)
        {
            Faults.Add(SchemaFaultCodes.TooLarge, site, keyword, "too many patterns, or too large ones", "слишком много шаблонов, или они слишком велики");
            return null;
        }

        try
        {
            var pattern = patterns[source] = SchemaPattern.Compile(source, Options);
            patternSize += pattern.Size;
            return pattern;
        }
        catch (PatternFaultException fault)
        {
            Faults.Add(new SchemaFault(fault.Code, FaultLog.PointerOf(site, keyword), fault.Words));
            return null;
        }
    }

    private Schema? Compile(ReadOnlySpan<byte> text, bool isTrusted)
    {
        if (SchemaText.Read(text, Options, "", Faults) is not { } tape) return null;
        if (!isTrusted) Library.Dialects.Check(tape, "");
        if (!Faults.IsEmpty || Library.Add(tape) is not { } site || !Faults.IsEmpty) return null;
        var root = NodeOf(site);
        do
        {
            while (waiting.TryDequeue(out var next)) new KeywordReader(this, next).Fill(next.Node!);
            NameDynamicTargets();
        }
        while (waiting.Count > 0);

        if (!Faults.IsEmpty) return null;
        if (dynamicNames.Count > 0)
        {
            foreach (var one in made) one.Node!.Scope = one.Resource;
        }

        RefLoops.Find(made, Faults);
        return Faults.IsEmpty ? new Schema(root, tape, Options) : null;
    }

    private void NameDynamicTargets()
    {
        // Filling what is found here may load further documents, so the list may grow meanwhile.
        for (var i = 0; i < Library.Resources.Count; i++)
        {
            var resource = Library.Resources[i];
            foreach (var (name, at) in resource.DynamicAnchors)
            {
                if (dynamicNames.Contains(name)) resource.DynamicTargets[name] = NodeOf(resource.Document.Sites[at]);
            }
        }
    }
}
