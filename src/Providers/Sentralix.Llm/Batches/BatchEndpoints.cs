using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Batches;

/// <summary>The endpoints that a batch's lines may be for, as clients name them.</summary>
internal static class BatchEndpoints
{
    private static readonly Dictionary<string, WireForm> Forms = new()
    {
        ["/v1/chat/completions"] = WireForm.Chat,
        ["/v1/completions"] = WireForm.Completions,
        ["/v1/embeddings"] = WireForm.Embeddings,
        ["/v1/responses"] = WireForm.Responses,
        ["/v1/messages"] = WireForm.Messages,
    };

    public static IEnumerable<string> All => Forms.Keys;

    public static bool Knows(string endpoint) => Forms.ContainsKey(endpoint);

    public static WireForm FormOf(string endpoint) => Forms[endpoint];
}
