using System.Collections.Frozen;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>The metaschemas of draft 2020-12, which lie in the program.</summary>
internal static class Metaschemas
{
    private const string ResourcePrefix = "metaschema/";

    private static readonly Lazy<FrozenDictionary<string, TapeDocument>> Documents = new(Read);
    private static readonly Lazy<Schema> Compiled = new(Compile);

    /// <summary>Limits for judging a schema, whose own limits have been kept by then. A schema is compiled seldom, so it may take longer.</summary>
    public static SchemaOptions Limits { get; } = new() { MaxSteps = 50_000_000 };

    public static Schema Standard => Compiled.Value;

    public static TapeDocument? Find(string uri) => Documents.Value.GetValueOrDefault(uri);

    private static FrozenDictionary<string, TapeDocument> Read()
    {
        var assembly = typeof(Metaschemas).Assembly;
        var documents = new Dictionary<string, TapeDocument>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            var uri = "https://json-schema.org/draft/2020-12/" + name[ResourcePrefix.Length..].Replace('\\', '/');
            documents[uri] = TapeDocument.Read(Bytes(name), int.MaxValue, Limits.MaxSchemaDepth, out var tape).Fault == TapeFault.None
                ? tape!
                : throw new InvalidOperationException($"The metaschema {name} is no JSON.");
        }

        return documents.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Schema Compile()
    {
        var compilation = SchemaCompiler.Compile(Bytes(ResourcePrefix + "schema"), SchemaOptions.Default with { Uri = Dialect.StandardUri }, isTrusted: true);
        return compilation.Schema ?? throw new InvalidOperationException($"The metaschema has faults: {string.Join("; ", compilation.Faults)}");
    }

    private static byte[] Bytes(string name)
    {
        using var stream = typeof(Metaschemas).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
