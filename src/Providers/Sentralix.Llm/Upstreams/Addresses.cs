using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Upstreams;

/// <summary>Where a provider takes which wire form, if it takes it as it is.</summary>
internal static class Addresses
{
    /// <summary>Azure's setting of the API's version, a date; left out (or <c>v1</c>): the newer API, which has none.</summary>
    public const string ApiVersion = "api_version";

    private const string Newer = "v1";

    /// <summary>The address of a wire form; null: the provider has no such thing.</summary>
    /// <param name="kind">The provider's kind.</param>
    /// <param name="root">Its base address.</param>
    /// <param name="form">The wire form.</param>
    /// <param name="model">The provider's name of the model; Azure's deployment.</param>
    /// <param name="settings">The provider's, checked.</param>
    public static Uri? Of(string kind, Uri root, WireForm form, string model, IReadOnlyDictionary<string, string> settings)
    {
        // Its clients take the address without the version.
        if (kind == ProviderKinds.Anthropic) return form is WireForm.Messages or WireForm.CountTokens ? At(root.AbsoluteUri, $"v1/{Path(form)}") : null;
        if (kind != ProviderKinds.AzureOpenAi) return Path(form) is { } path ? At(root.AbsoluteUri, path) : null;

        // Azure serves none of them there.
        if (form is WireForm.Messages or WireForm.Rerank or WireForm.Moderations or WireForm.CountTokens || Path(form) is not { } tail) return null;
        var resource = Resource(root);
        var version = settings.GetValueOrDefault(ApiVersion);
        if (version is null or Newer) return At(resource, $"openai/v1/{tail}");
        var query = $"?api-version={Uri.EscapeDataString(version)}";
        if (version == "preview") return At(resource, $"openai/v1/{tail}{query}");
        // Responses name their deployment inside.
        return form == WireForm.Responses
            ? At(resource, $"openai/{tail}{query}")
            : At(resource, $"openai/deployments/{Uri.EscapeDataString(model)}/{tail}{query}");
    }

    private static string? Path(WireForm form) => form switch
    {
        WireForm.Chat => "chat/completions",
        WireForm.Completions => "completions",
        WireForm.Embeddings => "embeddings",
        WireForm.Responses => "responses",
        WireForm.Messages => "messages",
        WireForm.Rerank => "rerank",
        WireForm.Moderations => "moderations",
        WireForm.CountTokens => "messages/count_tokens",
        _ => null,
    };

    // Azure's own pages show the resource with and without what comes behind it.
    private static string Resource(Uri root)
    {
        var address = root.AbsoluteUri.TrimEnd('/');
        foreach (var tail in (ReadOnlySpan<string>)["/openai/v1", "/openai"])
        {
            if (address.EndsWith(tail, StringComparison.OrdinalIgnoreCase)) return address[..^tail.Length];
        }

        return address;
    }

    private static Uri At(string root, string path) => new($"{root.TrimEnd('/')}/{path}");
}
