using System.Globalization;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>The documents of one compilation, and what in them can be named. Documents are looked for among those that were registered
/// and the metaschemas, when a reference asks for them; nothing is fetched.</summary>
internal sealed class SchemaLibrary
{
    private readonly SchemaOptions options;
    private readonly FaultLog faults;
    private readonly DocumentScan scan;
    private readonly Dictionary<string, Resource> resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> loaded = new(StringComparer.Ordinal);

    public SchemaLibrary(SchemaOptions options, FaultLog faults)
    {
        this.options = options;
        this.faults = faults;
        Dialects = new Dialects(options, faults);
        scan = new DocumentScan(this, options, faults);
    }

    public Dialects Dialects { get; }

    /// <summary>Resources, each once, in the order in which they were found.</summary>
    public List<Resource> Resources { get; } = [];

    public SchemaSite? Add(TapeDocument tape) => scan.Read(new LoadedDocument("", tape), options.Uri);

    /// <summary>Makes a resource known.</summary>
    public void Register(Resource resource, string? alias)
    {
        Resources.Add(resource);
        if (!resources.TryAdd(resource.Uri, resource) && resources[resource.Uri].Document == resource.Document)
        {
            faults.Add(SchemaFaultCodes.IdDuplicate, FaultLog.PointerOf(resource.Document, resource.Root, "$id"), $"two schemas have the identifier '{resource.Uri}'", $"у двух схем один идентификатор '{resource.Uri}'");
        }

        if (alias is not null) resources.TryAdd(alias, resource);
    }

    /// <summary>The schema that a reference names; null: none, which is a fault already told.</summary>
    public SchemaSite? Resolve(SchemaSite from, string keyword, string reference)
    {
        var (uri, fragment) = UriReference.SplitFragment(UriReference.Resolve(from.Resource.Uri, reference));
        var target = Find(uri) is { } resource ? Place(resource, Uri.UnescapeDataString(fragment)) : null;
        if (target is null)
        {
            faults.Add(
                SchemaFaultCodes.RefUnknown,
                from,
                keyword,
                $"the reference '{reference}' names nothing that is known here; documents are registered, not fetched",
                $"ссылка '{reference}' ни на что известное не указывает; документы регистрируют, из сети они не берутся");
        }

        return target;
    }

    private Resource? Find(string uri)
    {
        if (resources.TryGetValue(uri, out var known)) return known;
        if (Metaschemas.Find(uri) is { } metaschema) scan.Read(new LoadedDocument(uri, metaschema), uri);
        foreach (var document in options.Documents)
        {
            if (UriReference.SplitFragment(document.Uri).Uri == uri) Load(document);
        }

        if (resources.TryGetValue(uri, out known)) return known;

        // It may be the identifier of a part of a document. They are read until it is found: what is wrong with a document matters only to
        // who needs it.
        foreach (var document in options.Documents)
        {
            Load(document);
            if (resources.TryGetValue(uri, out known)) return known;
        }

        return null;
    }

    private void Load(SchemaDocument document)
    {
        if (!loaded.Add(document.Uri)) return;
        if (SchemaText.Read(document.Utf8.Span, options, document.Uri + "#", faults) is not { } tape) return;
        Dialects.Check(tape, document.Uri + "#");
        scan.Read(new LoadedDocument(document.Uri, tape), UriReference.SplitFragment(document.Uri).Uri);
    }

    private SchemaSite? Place(Resource resource, string fragment)
    {
        var document = resource.Document;
        if (fragment.Length == 0) return document.Sites.GetValueOrDefault(resource.Root);
        if (fragment[0] != '/') return resource.Anchors.TryGetValue(fragment, out var named) ? document.Sites.GetValueOrDefault(named) : null;

        var view = document.View;
        var at = resource.Root;
        var holder = document.Sites[at];
        foreach (var token in fragment[1..].Split('/'))
        {
            at = Step(view, at, token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            if (at < 0) return null;
            holder = document.Sites.GetValueOrDefault(at) ?? holder;
        }

        // A place that no keyword makes a schema becomes one by being named.
        return document.Sites.GetValueOrDefault(at) ?? scan.ReadNamed(document, at, holder.Resource);
    }

    private static int Step(TapeView view, int at, string token)
    {
        switch (view[at].Kind)
        {
            case JsonKind.Object:
                return view.Member(at, System.Text.Encoding.UTF8.GetBytes(token));
            case JsonKind.Array:
                if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || (token.Length > 1 && token[0] == '0') || index >= view[at].Count) return -1;
                var item = at + 1;
                for (; index > 0; index--) item = view[item].End;
                return item;
            default:
                return -1;
        }
    }
}
