using System.Diagnostics.CodeAnalysis;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>The settings of a provider of Yandex's, native or compatible, and what follows from them.</summary>
internal static class YandexSettings
{
    /// <summary>The cloud's folder that pays.</summary>
    public const string Folder = "folder_id";

    /// <summary><c>true</c>: let the cloud keep prompts and answers. By default it is asked not to.</summary>
    public const string DataLogging = "data_logging";

    /// <summary><c>document</c> or <c>query</c>: which of the two models <c>text-search</c> means.</summary>
    public const string EmbeddingTask = "embedding_task";

    private const string AnyTask = "text-search";

    /// <summary>A chat model's address: <c>gpt://folder/yandexgpt/latest</c>. One that is whole already stays.</summary>
    public static bool TryChatModel(ForeignCall call, [NotNullWhen(true)] out string? uri, [NotNullWhen(false)] out OpenAiError? refusal) =>
        TryModel("gpt", call.UpstreamModel, call, out uri, out refusal);

    /// <summary>An embedding model's address: <c>emb://folder/text-search-doc/latest</c>. Documents and questions have models of their own.</summary>
    public static bool TryEmbeddingModel(ForeignCall call, [NotNullWhen(true)] out string? uri, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        var isQuery = call.Settings.GetValueOrDefault(EmbeddingTask) == "query";
        return TryModel("emb", call.UpstreamModel == AnyTask ? (isQuery ? $"{AnyTask}-query" : $"{AnyTask}-doc") : call.UpstreamModel, call, out uri, out refusal);
    }

    /// <summary>The headers that every call has, the credentials aside.</summary>
    /// <param name="call">The call.</param>
    /// <param name="folderHeader">Where the folder's id goes; null: nowhere.</param>
    public static List<KeyValuePair<string, string>> Headers(ForeignCall call, string? folderHeader)
    {
        List<KeyValuePair<string, string>> headers =
        [
            new("x-data-logging-enabled", call.Settings.GetValueOrDefault(DataLogging) == "true" ? "true" : "false"),
            // What Yandex's support asks for.
            new("x-client-request-id", Guid.NewGuid().ToString()),
        ];
        if (folderHeader is not null && call.Settings.TryGetValue(Folder, out var folder) && IsFolder(folder)) headers.Add(new(folderHeader, folder));
        return headers;
    }

    /// <summary>Whether it may be a folder's id, which becomes a part of models' names and of a header.</summary>
    public static bool IsFolder(string folder) => folder.Length is > 0 and <= 64 && folder.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool TryModel(
        string scheme, string model, ForeignCall call, [NotNullWhen(true)] out string? uri, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        refusal = null;
        uri = model;
        if (model.Contains("://", StringComparison.Ordinal)) return true;
        if (call.Settings.TryGetValue(Folder, out var folder) && IsFolder(folder))
        {
            uri = $"{scheme}://{folder}/{(model.Contains('/') ? model : $"{model}/latest")}";
            return true;
        }

        uri = null;
        refusal = new OpenAiError(
            500, $"The provider of the model '{call.Model}' has no setting '{Folder}', and the model's name there is no whole address.",
            "server_error", null, "provider_misconfigured");
        return false;
    }
}
