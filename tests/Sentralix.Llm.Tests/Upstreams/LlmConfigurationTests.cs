using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

public sealed class LlmConfigurationTests
{
    [Fact]
    public void Nothing_configured_is_fine_and_leaves_the_embedded_model()
    {
        var settings = Read([]);

        using var models = new ConfiguredModels(settings, new HealthBook(TimeProvider.System), TimeProvider.System);
        Assert.Equal("builtin/extract", models.Default.Id);
        Assert.True(models.Default.IsFree);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var settings = Read(Good(
            ("ApiKey", "sk-1"), ("FirstByteTimeoutMs", "1"), ("IdleTimeoutMs", "2"), ("ConnectTimeoutMs", "3"), ("AnswerTimeoutMs", "4"),
            ("StreamUsage", "false"), ("MaxTokensField", "max_completion_tokens")));

        var upstream = Assert.Single(settings.Upstreams);
        Assert.Equal("ollama", upstream.Name);
        Assert.Equal("http://127.0.0.1:11434/v1", upstream.BaseUrl.AbsoluteUri);
        Assert.Equal("sk-1", upstream.ApiKey);
        Assert.Equal(
            [1, 2, 3, 4],
            new[] { upstream.FirstByteTimeout, upstream.IdleTimeout, upstream.ConnectTimeout, upstream.AnswerTimeout }.Select(t => t.TotalMilliseconds));
        Assert.False(upstream.StreamUsage);
        Assert.Equal("max_completion_tokens", upstream.MaxTokensField);
        Assert.Equal([new ModelSettings("qwen", "qwen3:8b")], upstream.Models);
    }

    [Theory]
    [InlineData(null, 400)]
    [InlineData("35", 35)]
    [InlineData("0", null)]
    public void How_long_the_ledger_is_kept_is_read_and_has_a_default(string? written, int? days)
    {
        var settings = Good();
        settings["Llm:Ledger:KeepDays"] = written;

        Assert.Equal(days, Read(settings).LedgerKeepDays);
    }

    [Fact]
    public void How_Billing_is_asked_is_read_and_has_defaults()
    {
        var settings = Good();
        var usual = Read(settings).Quota;
        (settings["Llm:Quota:TimeoutMs"], settings["Llm:Quota:AllowanceWhenAway"]) = ("250", "0");
        var quota = Read(settings).Quota;

        Assert.Equal((1000d, 1_000_000L), (usual.Timeout.TotalMilliseconds, usual.AllowanceWhenAway));
        Assert.Equal((250d, 0L), (quota.Timeout.TotalMilliseconds, quota.AllowanceWhenAway));
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "max_completion_tokens")]
    [InlineData("http://127.0.0.1:11434/v1", "max_tokens")]
    public void OpenAI_itself_is_asked_with_its_newer_field(string address, string field)
    {
        Assert.Equal(field, Read(Good(("BaseUrl", address))).Upstreams[0].MaxTokensField);
    }

    [Fact]
    public void A_models_name_alone_is_enough()
    {
        var settings = Read(new()
        {
            ["Llm:Upstreams:0:Name"] = "a",
            ["Llm:Upstreams:0:BaseUrl"] = "http://a",
            ["Llm:Upstreams:0:Models:0"] = "gpt-5",
        });

        Assert.Equal([new ModelSettings("gpt-5", "gpt-5")], settings.Upstreams[0].Models);
    }

    [Fact]
    public void Every_bad_field_is_named_at_once_and_no_key_is_shown()
    {
        var wrong = Good(
            ("BaseUrl", "ollama:11434"), ("ApiKey", "secret\nkey"), ("FirstByteTimeoutMs", "-5"), ("IdleTimeoutMs", "1,5"),
            ("StreamUsage", "sometimes"), ("MaxTokensField", "tokens"), ("Modles", "x"), ("Models:1:Id", "two words"), ("Models:1:Model", "x"));
        wrong["Llm:Upstreams:1:Name"] = "second";
        wrong["Llm:Upstreams:1:BaseUrl"] = "http://user:pass@host/v1";
        wrong["Llm:Upstream"] = "typo";

        var problems = Problems(wrong);

        foreach (var field in new[]
                 {
                     "Llm:Upstreams:0:BaseUrl", "Llm:Upstreams:0:ApiKey", "Llm:Upstreams:0:FirstByteTimeoutMs", "Llm:Upstreams:0:IdleTimeoutMs",
                     "Llm:Upstreams:0:StreamUsage", "Llm:Upstreams:0:MaxTokensField", "Llm:Upstreams:0:Modles", "Llm:Upstreams:0:Models:1:Id",
                     "Llm:Upstreams:0:Models:1:Model", "Llm:Upstreams:1:BaseUrl", "Llm:Upstream",
                 })
            Assert.Single(problems, problem => problem.StartsWith(field + " ", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("secret", StringComparison.Ordinal) || problem.Contains("pass", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Llm:Upstreams:0:Name", null, "Llm:Upstreams:0:Name is required")]
    [InlineData("Llm:Upstreams:0:BaseUrl", null, "Llm:Upstreams:0:BaseUrl is required")]
    [InlineData("Llm:Upstreams:0:BaseUrl", "ftp://a", "Llm:Upstreams:0:BaseUrl must be")]
    [InlineData("Llm:Upstreams:0:BaseUrl", "http://a/v1?key=1", "Llm:Upstreams:0:BaseUrl must carry no")]
    [InlineData("Llm:Upstreams:0:Models:0:Id", "builtin/extract", "uses the model id 'builtin/extract'")]
    [InlineData("Llm:Upstreams:0:Name", "Builtin", "has an entry with the Name 'builtin'")]
    [InlineData("Llm:DefaultModel", "gpt-5", "Llm:DefaultModel is 'gpt-5'")]
    [InlineData("Llm:Quota:TimeoutMs", "0", "Llm:Quota:TimeoutMs must be")]
    [InlineData("Llm:Quota:AllowanceWhenAway", "-1", "Llm:Quota:AllowanceWhenAway must be")]
    [InlineData("Llm:Quota:Allowance", "1", "Llm:Quota:Allowance is not a setting")]
    [InlineData("Llm:Ledger:KeepDays", "34", "Llm:Ledger:KeepDays must be a whole number of at least 35")]
    [InlineData("Llm:Ledger:KeepDays", "36501", "Llm:Ledger:KeepDays must be at most 36500")]
    [InlineData("Llm:Ledger:Keep", "400", "Llm:Ledger:Keep is not a setting")]
    public void One_mistake_is_one_complaint(string name, string? value, string complaint)
    {
        var settings = Good();
        settings[name] = value;

        Assert.Contains(complaint, Assert.Single(Problems(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_upstreams_of_one_name_or_with_one_model_are_refused()
    {
        var settings = Good();
        settings["Llm:Upstreams:1:Name"] = "OLLAMA";
        settings["Llm:Upstreams:1:BaseUrl"] = "http://b";
        settings["Llm:Upstreams:1:Models:0:Id"] = "qwen";

        Assert.Equal(2, Problems(settings).Count);
    }

    private static Dictionary<string, string?> Good(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Llm:Upstreams:0:Name"] = "ollama",
            ["Llm:Upstreams:0:BaseUrl"] = "http://127.0.0.1:11434/v1",
            ["Llm:Upstreams:0:Models:0:Id"] = "qwen",
            ["Llm:Upstreams:0:Models:0:UpstreamModel"] = "qwen3:8b",
        };
        foreach (var (name, value) in more) settings[$"Llm:Upstreams:0:{name}"] = value;
        return settings;
    }

    private static List<string> Problems(Dictionary<string, string?> settings) =>
        [.. Assert.Throws<OptionsValidationException>(() => Read(settings)).Failures];

    private static LlmSettings Read(Dictionary<string, string?> settings) =>
        LlmConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
