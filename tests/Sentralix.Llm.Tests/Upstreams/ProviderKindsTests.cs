using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

public sealed class ProviderKindsTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1")]
    [InlineData("azure_openai", null)]
    [InlineData("anthropic", "https://api.anthropic.com")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com")]
    [InlineData("gigachat", "https://gigachat.devices.sberbank.ru/api/v1")]
    [InlineData("yandex", "https://llm.api.cloud.yandex.net/foundationModels/v1")]
    [InlineData("yandex_compatible", "https://llm.api.cloud.yandex.net/v1")]
    public void Public_addresses_are_known(string kind, string? address) => Assert.Equal(address, ProviderKinds.Find(kind)!.Address);

    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", null, "Completions Responses Moderations")]
    [InlineData("openai", "https://API.OPENAI.COM/v1", null, "Completions Responses Moderations")]
    [InlineData("openai", "https://api.openai.com/v1", "responses", "Responses")]
    [InlineData("openai", "http://vllm:8000/v1", null, "")]
    [InlineData("openai", "http://vllm:8000/v1", "rerank, completions,messages,rerank", "Rerank Completions Messages")]
    [InlineData("azure_openai", "https://res.openai.azure.com", null, "")]
    [InlineData("azure_openai", "https://res.openai.azure.com", "completions,responses", "Completions Responses")]
    [InlineData("anthropic", "https://api.anthropic.com", null, "Messages")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com", null, "")]
    [InlineData("yandex", "https://llm.api.cloud.yandex.net/foundationModels/v1", null, "")]
    public void A_provider_takes_the_forms_that_are_known_of_it_or_said(string kind, string address, string? said, string forms)
    {
        var settings = new Dictionary<string, string>();
        if (said is not null) settings["forms"] = said;

        Assert.Equal(forms, string.Join(' ', ProviderKinds.FormsOf(kind, new Uri(address), settings)));
    }
}
