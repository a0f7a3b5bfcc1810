namespace Sentralix.JsonSchema.Compilation;

/// <summary>References between schemas: RFC 3986, section 5.2, on texts. Nothing is normalised that need not be, so an identifier stays
/// as its author wrote it.</summary>
internal static class UriReference
{
    /// <summary>A reference as seen from a base, which may be empty.</summary>
    public static string Resolve(string origin, string reference)
    {
        var target = Split(reference);
        if (target.Scheme is not null) return reference;
        var known = Split(origin);
        if (target.Authority is not null) return Join(known.Scheme, target.Authority, Plain(target.Path), target.Query, target.Fragment);
        if (target.Path.Length == 0) return Join(known.Scheme, known.Authority, known.Path, target.Query ?? known.Query, target.Fragment);
        if (target.Path[0] == '/') return Join(known.Scheme, known.Authority, Plain(target.Path), target.Query, target.Fragment);
        var folder = known.Path[..(known.Path.LastIndexOf('/') + 1)];
        if (folder.Length == 0 && known.Authority is not null) folder = "/";
        return Join(known.Scheme, known.Authority, Plain(folder + target.Path), target.Query, target.Fragment);
    }

    /// <summary>A URI and its fragment, without the sign between them.</summary>
    public static (string Uri, string Fragment) SplitFragment(string reference)
    {
        var sign = reference.IndexOf('#', StringComparison.Ordinal);
        return sign < 0 ? (reference, "") : (reference[..sign], reference[(sign + 1)..]);
    }

    private static Parts Split(string reference)
    {
        var (rest, fragment) = SplitFragment(reference);
        var hasFragment = rest.Length < reference.Length;
        var colon = rest.IndexOfAny([':', '/', '?']);
        var scheme = colon > 0 && rest[colon] == ':' ? rest[..colon] : null;
        if (scheme is not null) rest = rest[(colon + 1)..];
        var sign = rest.IndexOf('?', StringComparison.Ordinal);
        var query = sign < 0 ? null : rest[(sign + 1)..];
        if (sign >= 0) rest = rest[..sign];
        string? authority = null;
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
        }

        return new Parts(scheme, authority, rest, query, hasFragment ? fragment : null);
    }

    private static string Join(string? scheme, string? authority, string path, string? query, string? fragment) => string.Concat(
        scheme is null ? "" : scheme + ":",
        authority is null ? "" : "//" + authority,
        path,
        (query is null ? "" : "?" + query) + (fragment is null ? "" : "#" + fragment));

    // Without "." and "..".
    private static string Plain(string path)
    {
        if (!path.Contains('.', StringComparison.Ordinal)) return path;
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            switch (segments[i])
            {
                case ".":
                    if (isLast) kept.Add("");
                    break;
                case "..":
                    if (kept.Count > 1 || (kept.Count == 1 && kept[0].Length > 0)) kept.RemoveAt(kept.Count - 1);
                    if (isLast) kept.Add("");
                    break;
                default:
                    kept.Add(segments[i]);
                    break;
            }
        }

        return string.Join('/', kept);
    }

    private sealed record Parts(string? Scheme, string? Authority, string Path, string? Query, string? Fragment);
}
