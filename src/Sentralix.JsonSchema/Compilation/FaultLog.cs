using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Faults of a schema as they are found, the first ones.</summary>
internal sealed class FaultLog
{
    private const int Most = 20;

    private readonly List<SchemaFault> faults = [];

    public bool IsEmpty => faults.Count == 0;

    public IReadOnlyList<SchemaFault> Faults => faults;

    public void Add(string code, string pointer, string en, string ru) => Add(new SchemaFault(code, pointer, new Words(en, ru)));

    public void Add(string code, SchemaSite site, string keyword, string en, string ru)
    {
        if (faults.Count < Most) Add(code, PointerOf(site, keyword), en, ru);
    }

    public void Add(SchemaFault fault)
    {
        if (faults.Count < Most) faults.Add(fault);
    }

    public static string PointerOf(SchemaSite site, string keyword) => PointerOf(site.Document, site.At, keyword);

    public static string PointerOf(LoadedDocument document, int at, string keyword)
    {
        var prefix = document.Prefix.Length == 0 ? "" : document.Prefix + "#";
        return $"{prefix}{TapePointer.Of(document.View, at)}{(keyword.Length == 0 ? "" : "/")}{keyword}";
    }
}
