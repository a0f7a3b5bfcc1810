using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Walks a document and makes known where its schemas are and what they are called.</summary>
internal sealed class DocumentScan(SchemaLibrary library, SchemaOptions options, FaultLog faults)
{
    private int schemas;

    /// <summary>Reads a document from its root.</summary>
    /// <param name="document">The document.</param>
    /// <param name="uri">By which it was asked for; its $id may say more.</param>
    public SchemaSite? Read(LoadedDocument document, string uri)
    {
        var view = document.View;
        var own = view[0].Kind == JsonKind.Object ? Text(view, 0, "$id"u8) : null;
        var resource = new Resource(own is null ? uri : Identifier(uri, own), document, 0, DialectAt(document, 0) ?? Dialect.Standard);
        library.Register(resource, uri);
        return Visit(document, 0, resource);
    }

    /// <summary>Reads a schema at a place that no keyword makes one.</summary>
    public SchemaSite? ReadNamed(LoadedDocument document, int at, Resource resource) => Visit(document, at, resource);

    private SchemaSite? Visit(LoadedDocument document, int at, Resource resource)
    {
        var view = document.View;
        if (view[at].Kind is not (JsonKind.Object or JsonKind.True or JsonKind.False))
        {
            faults.Add(SchemaFaultCodes.Invalid, FaultLog.PointerOf(document, at, ""), "a schema is an object or a boolean", "схема — это объект либо true или false");
            return null;
        }

        if (++schemas > options.MaxSubschemas)
        {
            if (schemas == options.MaxSubschemas + 1)
            {
                faults.Add(SchemaFaultCodes.TooLarge, FaultLog.PointerOf(document, at, ""), $"more than {options.MaxSubschemas} schemas in it", $"в ней больше {options.MaxSubschemas} схем");
            }

            return null;
        }

        if (at != 0 && view[at].Kind == JsonKind.Object && Text(view, at, "$id"u8) is { } id)
        {
            resource = new Resource(Identifier(resource.Uri, id), document, at, DialectAt(document, at) ?? resource.Dialect);
            library.Register(resource, null);
        }

        var site = new SchemaSite(document, at, resource);
        document.Sites[at] = site;
        if (view[at].Kind != JsonKind.Object) return site;
        if (resource.Dialect.OlderDraft is { } draft && draft.Difference(view, at) is { } keyword)
        {
            faults.Add(
                SchemaFaultCodes.DraftDiffers,
                site,
                TapePointer.Escape(keyword),
                $"'{keyword}' in a schema of {draft.Name} does not mean what it means in 2020-12; write the schema for 2020-12",
                $"'{keyword}' в схеме {draft.Name} значит не то, что в 2020-12; перепишите схему для 2020-12");
            return site;
        }

        Name(site, "$anchor", resource.Anchors, null);
        Name(site, "$dynamicAnchor", resource.Anchors, resource.DynamicAnchors);
        for (var name = at + 1; name < view[at].End; name = view[name + 1].End) VisitKeyword(site, view.String(name), name + 1);
        return site;
    }

    private void VisitKeyword(SchemaSite site, string keyword, int value)
    {
        var view = site.View;
        switch (SubschemaPlaces.Of(keyword, site.Resource.Dialect))
        {
            case SubschemaPlace.One:
                Visit(site.Document, value, site.Resource);
                break;
            case SubschemaPlace.List when view[value].Kind == JsonKind.Array:
                for (var item = value + 1; item < view[value].End; item = view[item].End) Visit(site.Document, item, site.Resource);
                break;
            case SubschemaPlace.Named when view[value].Kind == JsonKind.Object:
                for (var name = value + 1; name < view[value].End; name = view[name + 1].End)
                {
                    // "dependencies" may list names instead.
                    if (view[name + 1].Kind == JsonKind.Array && keyword == "dependencies") continue;
                    Visit(site.Document, name + 1, site.Resource);
                }

                break;
            case SubschemaPlace.None:
                break;
            default:
                faults.Add(SchemaFaultCodes.Invalid, site, keyword, "schemas are expected here", "здесь должны быть схемы");
                break;
        }
    }

    private void Name(SchemaSite site, string keyword, Dictionary<string, int> names, Dictionary<string, int>? dynamicNames)
    {
        if (Text(site.View, site.At, System.Text.Encoding.UTF8.GetBytes(keyword)) is not { } name) return;
        if (!names.TryAdd(name, site.At) && names[name] != site.At)
        {
            faults.Add(SchemaFaultCodes.IdDuplicate, site, keyword, $"two schemas have the anchor '{name}'", $"у двух схем один якорь '{name}'");
        }

        dynamicNames?.TryAdd(name, site.At);
    }

    private Dialect? DialectAt(LoadedDocument document, int at) => document.View[at].Kind == JsonKind.Object && Text(document.View, at, "$schema"u8) is { } uri
        ? library.Dialects.Find(uri, FaultLog.PointerOf(document, at, "$schema"))
        : null;

    private static string Identifier(string origin, string id) => UriReference.SplitFragment(UriReference.Resolve(origin, id)).Uri;

    private static string? Text(TapeView view, int at, ReadOnlySpan<byte> keyword) =>
        view.Member(at, keyword) is >= 0 and var value && view[value].Kind == JsonKind.String ? view.String(value) : null;
}
