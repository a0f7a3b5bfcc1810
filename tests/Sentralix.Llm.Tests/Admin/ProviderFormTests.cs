using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class ProviderFormTests
{
    private static readonly EgressGuard Guard = new(["llm.internal", "10.0.0.7"]);

    [Fact]
    public void Every_bad_field_is_named_at_once()
    {
        var body = new WriteModelProvider
        {
            Name = "y",
            Kind = "yandex",
            BaseUrl = "ftp://example.com",
            ProxyUrl = "gopher://proxy",
            CaBundlePem = "not a certificate",
            Settings = new Dictionary<string, string> { ["data_logging"] = "yes", ["folder"] = "b1g", ["token_url"] = "http://127.0.0.1:5/x" },
        };

        Assert.Equal(
            ["base_url", "ca_bundle_pem", "proxy_url", "settings.data_logging", "settings.folder", "settings.folder_id", "settings.token_url"],
            ProviderForm.Check(body, Guard)!.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_form_of_every_field_is_checked_at_the_border()
    {
        var faults = new Faults();
        new WriteModelProvider
        {
            Name = "Big Name",
            Kind = " ",
            BaseUrl = new string('x', 501),
            Residency = "ru",
            MaxConcurrency = 0,
            Settings = new Dictionary<string, string> { ["empty"] = "" },
            CaBundlePem = "",
            ProxyUrl = "",
        }.Validate(faults);

        Assert.Equal(
            ["base_url", "ca_bundle_pem", "kind", "max_concurrency", "name", "proxy_url", "residency", "settings.empty"],
            faults.Refusal!.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8081/v1")]
    [InlineData("http://localhost/v1")]
    [InlineData("https://LOCALHOST./v1")]
    [InlineData("http://api.localhost/v1")]
    [InlineData("http://[::1]/v1")]
    [InlineData("http://[::ffff:10.0.0.1]/v1")]
    [InlineData("http://10.0.0.8/v1")]
    [InlineData("http://192.168.1.1/v1")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://2130706433/v1")]
    [InlineData("http://0x7f.1/v1")]
    [InlineData("http://127.1/v1")]
    public void An_address_that_says_that_it_is_inside_is_refused_at_once(string address)
    {
        Assert.Equal(["base_url"], Check(address)!.Errors!.Keys);
        Assert.Equal(["proxy_url"], ProviderForm.Check(new WriteModelProvider { Name = "p", Kind = "openai", ProxyUrl = address }, Guard)!.Errors!.Keys);
    }

    [Theory]
    [InlineData("https://api.example.com/v1")]
    [InlineData("http://llm.internal:11434/v1")]
    [InlineData("http://10.0.0.7/v1")]
    [InlineData("https://8.8.8.8")]
    [InlineData("https://пример.рф/v1")]
    public void Any_other_address_may_be_written(string address) => Assert.Null(Check(address));

    [Theory]
    [InlineData("/v1")]
    [InlineData("api.openai.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://key@api.openai.com/v1")]
    [InlineData("https://api.openai.com/v1?x=1")]
    [InlineData("https://api.openai.com/v1#x")]
    public void What_is_no_plain_http_address_is_refused(string address) => Assert.Equal(["base_url"], Check(address)!.Errors!.Keys);

    [Fact]
    public void Every_kind_is_made_with_what_it_cannot_do_without()
    {
        foreach (var kind in ProviderKinds.Names)
        {
            var known = ProviderKinds.Find(kind)!;
            var body = new WriteModelProvider { Name = "p", Kind = kind };
            var missing = known.Settings.Where(s => s.Value.Required).Select(s => $"settings.{s.Key}").ToList();
            if (known.Address is null) missing.Add("base_url");
            Assert.Equal(missing.Order(), ProviderForm.Check(body, Guard)?.Errors?.Keys.Order() ?? Enumerable.Empty<string>());

            var whole = body with { BaseUrl = "https://example.com", Settings = known.Settings.Where(s => s.Value.Required).ToDictionary(s => s.Key, _ => "b1g") };
            Assert.Null(ProviderForm.Check(whole, Guard));
            if (known.Address is not null) Assert.Null(ProviderAddress.Check(known.Address, new EgressGuard([])));
        }

        Assert.Equal(["kind"], ProviderForm.Check(new WriteModelProvider { Name = "p", Kind = "OpenAI" }, Guard)!.Errors!.Keys);
    }

    [Theory]
    [InlineData("openai", "stream_usage", "false", "no")]
    [InlineData("openai", "max_tokens_field", "max_completion_tokens", "tokens")]
    [InlineData("openai", "forms", "completions, responses,messages,rerank,moderations", "embeddings")]
    [InlineData("azure_openai", "forms", "responses", "moderations")]
    [InlineData("azure_openai", "api_version", "2024-10-21", "2024/10")]
    [InlineData("azure_openai", "stream_usage", "true", "TRUE")]
    [InlineData("anthropic", "default_max_tokens", "4096", "0")]
    [InlineData("anthropic", "default_max_tokens", "1000000", "1e6")]
    [InlineData("anthropic", "beta", "context-1m-2025-08-07, files-api-2025-04-14", "a\nb")]
    [InlineData("anthropic", "sampling", "drop", "never")]
    [InlineData("gemini", "version", "v1beta", "v1/../v2")]
    [InlineData("gemini", "task_type", "RETRIEVAL_QUERY", "?")]
    [InlineData("yandex", "embedding_task", "query", "both")]
    [InlineData("yandex_compatible", "folder_id", "b1gvmob95yysaplct532", "b1g/..")]
    [InlineData("yandex", "auth", "service_account", "password")]
    [InlineData("gigachat", "scope", "GIGACHAT_API_B2B", "all")]
    [InlineData("gigachat", "token_url", "https://ngw.devices.sberbank.ru:9443/api/v2/oauth", "http://[::1]/oauth")]
    public void A_setting_has_values_that_mean_something(string kind, string name, string good, string bad)
    {
        WriteModelProvider With(string value)
        {
            var settings = kind.StartsWith("yandex", StringComparison.Ordinal) ? new Dictionary<string, string> { ["folder_id"] = "b1g" } : [];
            settings[name] = value;
            return new() { Name = "p", Kind = kind, BaseUrl = "https://example.com", Settings = settings };
        }

        Assert.Null(ProviderForm.Check(With(good), Guard));
        Assert.Equal([$"settings.{name}"], ProviderForm.Check(With(bad), Guard)!.Errors!.Keys);
    }

    [Fact]
    public void An_authority_is_a_certificate_in_PEM_form()
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        WriteModelProvider With(string pem) => new() { Name = "p", Kind = "gigachat", CaBundlePem = pem };

        Assert.Null(ProviderForm.Check(With(certificate.ExportCertificatePem()), Guard));
        Assert.Equal(["ca_bundle_pem"], ProviderForm.Check(With(key.ExportSubjectPublicKeyInfoPem()), Guard)!.Errors!.Keys);
        Assert.Equal(["ca_bundle_pem"], ProviderForm.Check(With("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"), Guard)!.Errors!.Keys);
    }

    [Theory]
    [InlineData("openai", null, "sk-proj-0123456789", null)]
    [InlineData("openai", null, "sk proj", "no HTTP header")]
    [InlineData("anthropic", null, "ключ", "no HTTP header")]
    [InlineData("gigachat", null, "line\nbreak", "no HTTP header")]
    [InlineData("yandex", null, "AQVN0123456789", null)]
    [InlineData("yandex", "oauth_token", "{ }", "no HTTP header")]
    [InlineData("yandex", "service_account", """{"id":"a","service_account_id":"b","private_key":"c\n d"}""", null)]
    [InlineData("yandex_compatible", "service_account", """{"id":"a","private_key":7}""", "service_account_id, private_key")]
    [InlineData("yandex", "service_account", "{\"id\":", "not the JSON")]
    [InlineData("yandex", "service_account", "[\"id\"]", "not the JSON")]
    public void A_secret_fits_its_kind_and_the_complaint_does_not_show_it(string kind, string? auth, string secret, string? complaint)
    {
        var refusal = ProviderForm.CheckSecret(kind, auth is null ? new() : new Dictionary<string, string> { ["auth"] = auth }, secret);

        if (complaint is null)
        {
            Assert.Null(refusal);
            return;
        }

        var told = Assert.Single(Assert.Single(refusal!.Errors!, e => e.Key == "secret").Value);
        Assert.Contains(complaint, told, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-0123456789abcd", "…abcd")]
    [InlineData("sk-01234567", "…")]
    [InlineData("sk-012345678", "…5678")]
    [InlineData("{\"private_key\":\"long enough\"}\n", "…")]
    public void A_hint_gives_nothing_away(string secret, string hint) => Assert.Equal(hint, ProviderSecretForms.Hint(secret));

    private static Refusal? Check(string address) => ProviderForm.Check(new WriteModelProvider { Name = "p", Kind = "openai", BaseUrl = address }, Guard);
}
