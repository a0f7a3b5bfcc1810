using Sentralix.Llm.Ingress;
using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

public sealed class AddressesTests
{
    [Theory]
    [InlineData(nameof(WireForm.Chat), "https://api.openai.com/v1/chat/completions")]
    [InlineData(nameof(WireForm.Completions), "https://api.openai.com/v1/completions")]
    [InlineData(nameof(WireForm.Embeddings), "https://api.openai.com/v1/embeddings")]
    [InlineData(nameof(WireForm.Responses), "https://api.openai.com/v1/responses")]
    [InlineData(nameof(WireForm.Rerank), "https://api.openai.com/v1/rerank")]
    [InlineData(nameof(WireForm.Moderations), "https://api.openai.com/v1/moderations")]
    [InlineData(nameof(WireForm.CountTokens), "https://api.openai.com/v1/messages/count_tokens")]
    [InlineData(nameof(WireForm.Messages), "https://api.openai.com/v1/messages")]
    public void A_compatible_server_has_each_form_below_its_base(string form, string address) =>
        Assert.Equal(address, Addresses.Of("openai", new Uri(ProviderKinds.Find("openai")!.Address!), Enum.Parse<WireForm>(form), "gpt-5", new Dictionary<string, string>())?.AbsoluteUri);

    [Theory]
    [InlineData("2024-10-21", nameof(WireForm.Chat), "https://res.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21")]
    [InlineData("2024-10-21", nameof(WireForm.Embeddings), "https://res.openai.azure.com/openai/deployments/my%20gpt/embeddings?api-version=2024-10-21")]
    [InlineData("2025-04-01-preview", nameof(WireForm.Responses), "https://res.openai.azure.com/openai/responses?api-version=2025-04-01-preview")]
    [InlineData(null, nameof(WireForm.Chat), "https://res.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("v1", nameof(WireForm.Responses), "https://res.openai.azure.com/openai/v1/responses")]
    [InlineData("preview", nameof(WireForm.Chat), "https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview")]
    [InlineData("2024-10-21", nameof(WireForm.Rerank), null)]
    [InlineData(null, nameof(WireForm.Moderations), null)]
    [InlineData(null, nameof(WireForm.CountTokens), null)]
    [InlineData(null, nameof(WireForm.Messages), null)]
    public void Azure_has_its_own_addresses(string? version, string form, string? address)
    {
        var settings = new Dictionary<string, string>();
        if (version is not null) settings["api_version"] = version;

        foreach (var root in (string[])["https://res.openai.azure.com", "https://res.openai.azure.com/", "https://res.openai.azure.com/openai", "https://res.openai.azure.com/openai/v1/"])
            Assert.Equal(address, Addresses.Of("azure_openai", new Uri(root), Enum.Parse<WireForm>(form), "my gpt", settings)?.AbsoluteUri);
    }
}
