using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>The dialects that schemas of one compilation name in "$schema".</summary>
internal sealed class Dialects(SchemaOptions options, FaultLog faults)
{
    private readonly Dictionary<string, Dialect?> known = new(StringComparer.Ordinal);

    /// <summary>The dialect of a URI; null: unknown, which is a fault already told.</summary>
    public Dialect? Find(string uri, string pointer)
    {
        if (known.TryGetValue(uri, out var dialect)) return dialect;
        return known[uri] = Read(uri, pointer);
    }

    /// <summary>Whether a document is a schema of its dialect. What is wrong goes to the faults.</summary>
    /// <param name="tape">The document.</param>
    /// <param name="prefix">What stands before pointers into it.</param>
    public void Check(TapeDocument tape, string prefix)
    {
        var metaschema = Metaschemas.Standard;
        var view = tape.View;
        if (view[0].Kind == JsonKind.Object && view.Member(0, "$schema"u8) is >= 0 and var at && view[at].Kind == JsonKind.String)
        {
            var uri = view.String(at);
            if (uri.TrimEnd('#') != Dialect.StandardUri && OlderDraft.Find(uri) is null && Registered(uri) is { } document)
            {
                // A metaschema is believed to be one: otherwise one that describes itself would be checked for ever.
                var compilation = SchemaCompiler.Compile(document.Utf8.Span, options with { Uri = document.Uri, AssertsFormat = false }, isTrusted: true);
                foreach (var fault in compilation.Faults) faults.Add(fault with { Pointer = fault.Pointer.Contains('#', StringComparison.Ordinal) ? fault.Pointer : $"{uri}#{fault.Pointer}" });
                if (!compilation.IsUsable) return;
                metaschema = compilation.Schema;
            }
        }

        var validation = metaschema.Validate(tape, Metaschemas.Limits);
        foreach (var error in validation.Errors)
        {
            faults.Add(SchemaFaultCodes.Invalid, prefix + error.InstancePath, error.Message.En, error.Message.Ru);
        }
    }

    private Dialect? Read(string uri, string pointer)
    {
        if (uri.TrimEnd('#') == Dialect.StandardUri) return Dialect.Standard;
        if (OlderDraft.Find(uri) is { } draft) return Dialect.Standard with { OlderDraft = draft };
        if (Registered(uri) is not { } document)
        {
            faults.Add(SchemaFaultCodes.DialectUnknown, pointer, $"the dialect '{uri}' is not known; the one here is {Dialect.StandardUri}", $"диалект '{uri}' неизвестен; здесь используется {Dialect.StandardUri}");
            return null;
        }

        if (SchemaText.Read(document.Utf8.Span, options, document.Uri + "#", faults) is not { } tape) return null;
        var view = tape.View;
        var listed = view[0].Kind == JsonKind.Object ? view.Member(0, "$vocabulary"u8) : -1;
        if (listed < 0 || view[listed].Kind != JsonKind.Object) return Dialect.Standard;
        var vocabularies = Vocabularies.Core;
        for (var name = listed + 1; name < view[listed].End; name = view[name + 1].End)
        {
            var vocabulary = Dialect.VocabularyOf(view.String(name));
            vocabularies |= vocabulary;
            if (vocabulary != Vocabularies.None || view[name + 1].Kind != JsonKind.True) continue;
            faults.Add(SchemaFaultCodes.VocabularyUnknown, pointer, $"the dialect needs the vocabulary '{view.String(name)}', which is not known", $"диалекту нужен неизвестный словарь '{view.String(name)}'");
        }

        return new Dialect(vocabularies);
    }

    private SchemaDocument? Registered(string uri) => options.Documents.FirstOrDefault(d => UriReference.SplitFragment(d.Uri).Uri == UriReference.SplitFragment(uri).Uri);
}
