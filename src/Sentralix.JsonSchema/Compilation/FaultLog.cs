namespace Sentralix.JsonSchema.Compilation;

/// <summary>Faults of a schema as they are found, the first ones.</summary>
internal sealed class FaultLog
{
    private const int Most = 20;

    private readonly List<SchemaFault> faults = [];

    public bool IsEmpty => faults.Count == 0;

    public IReadOnlyList<SchemaFault> Faults => faults;

    public void Add(string code, string pointer, string en, string ru) => Add(new SchemaFault(code, pointer, new Words(en, ru)));

    public void Add(string code, SchemaSite site, string keyword, string en, string ru) => Add(code, PointerOf(site, keyword), en, ru);

    public void Add(SchemaFault fault)
    {
        if (faults.Count < Most) faults.Add(fault);
    }

    public static string PointerOf(SchemaSite site, string keyword)
    {
        var prefix = site.Document.Prefix.Length == 0 ? "" : site.Document.Prefix + "#";
        return keyword.Length == 0 ? prefix + site.Pointer : $"{prefix}{site.Pointer}/{keyword}";
    }
}
