using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Routing;

namespace Sentralix.Llm.Caching;

/// <summary>What two requests have in common that are answered alike: SHA-256 over the tenant, the route with its targets, and the fields of
/// the request that change the answer.</summary>
internal static class RequestKey
{
    /// <summary>A chat's key. Neither the order of the fields nor white space matters.</summary>
    /// <exception cref="JsonException">The request is not JSON.</exception>
    public static string OfChat(string tenant, ModelRoute route, ReadOnlySpan<byte> request)
    {
        using var hash = Begin("chat", tenant, route);
        Fields(hash, request, static name => name is not ("model" or "stream" or "stream_options" or "user" or "metadata" or "store" or "prompt_cache_key" or "safety_identifier"));
        return End(hash);
    }

    /// <summary>The keys of an embedding's texts: what is asked beside them is part of each.</summary>
    /// <param name="tenant">Whose request it is.</param>
    /// <param name="route">The route.</param>
    /// <param name="request">The request.</param>
    /// <param name="texts">The texts as JSON values.</param>
    /// <exception cref="JsonException">The request is not JSON.</exception>
    public static string[] OfTexts(string tenant, ModelRoute route, ReadOnlySpan<byte> request, IReadOnlyList<byte[]> texts)
    {
        using var all = Begin("embeddings", tenant, route);
        Fields(all, request, static name => name is not ("model" or "input" or "encoding_format" or "user" or "metadata"));
        var beside = all.GetHashAndReset();
        var keys = new string[texts.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            all.AppendData(beside);
            all.AppendData(new RawJson(texts[i]).IsString ? "text"u8 : "tokens"u8);
            all.AppendData(new RawJson(texts[i]).IsString ? JsonText.Decode(texts[i]) : Compact(texts[i]));
            keys[i] = End(all);
        }

        return keys;
    }

    private static IncrementalHash Begin(string form, string tenant, ModelRoute route)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(form));
        Add(hash, Encoding.UTF8.GetBytes(tenant));
        Add(hash, Encoding.UTF8.GetBytes(route.Id));

        // A name that leads somewhere else from now on is another model.
        foreach (var target in route.Targets)
        {
            Add(hash, Encoding.UTF8.GetBytes(target.Upstream.Id));
            Add(hash, Encoding.UTF8.GetBytes(target.UpstreamModel));
        }

        return hash;
    }

    private static void Fields(IncrementalHash hash, ReadOnlySpan<byte> request, Func<string, bool> counts)
    {
        var kept = new List<(string Name, byte[] Value)>();
        foreach (var field in new RawJson(request).Fields)
        {
            var name = field.Name.MendedText()!;
            if (counts(name) && field.Value.IsGiven) kept.Add((name, Compact(field.Value.Bytes)));
        }

        // The order of fields that are given twice is kept: it decides which of them counts.
        foreach (var (name, value) in kept.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            Add(hash, Encoding.UTF8.GetBytes(name));
            Add(hash, value);
        }
    }

    /// <summary>A value without white space between its tokens.</summary>
    private static byte[] Compact(ReadOnlySpan<byte> json)
    {
        var compact = new byte[json.Length];
        var (length, inString) = (0, false);
        for (var at = 0; at < json.Length; at++)
        {
            var c = json[at];
            if (!inString && c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;
            compact[length++] = c;
            if (c == '"') inString = !inString;
            else if (inString && c == '\\') compact[length++] = json[++at];
        }

        return compact[..length];
    }

    // With its length, so that no two lists of parts are the same bytes.
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }

    private static string End(IncrementalHash hash) => Base64Url.EncodeToString(hash.GetHashAndReset());
}
