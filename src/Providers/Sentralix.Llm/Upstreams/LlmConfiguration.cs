using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Sentralix.Llm.Batches;
using Sentralix.Llm.Extract;
using Sentralix.Llm.Files;
using Sentralix.Llm.Quotas;

namespace Sentralix.Llm.Upstreams;

/// <summary>The section <c>Llm</c>: which upstreams there are. Read once at the start, which fails with every bad field
/// named.</summary>
internal static class LlmConfiguration
{
    public const string Section = "Llm";

    private const int MaxNameLength = 64;
    private const int MaxModelLength = 128;
    private const int MostDays = 36_500;
    private const string MaxTokens = "max_tokens";
    private const string MaxCompletionTokens = "max_completion_tokens";

    /// <exception cref="OptionsValidationException">Something is wrong; all of it is named.</exception>
    public static LlmSettings Read(IConfiguration configuration)
    {
        var problems = new List<string>();
        var reader = new SettingsReader(configuration.GetSection(Section), problems);

        var upstreams = new List<UpstreamSettings>();
        foreach (var section in reader.List("Upstreams"))
        {
            if (ReadUpstream(section, problems) is { } upstream) upstreams.Add(upstream);
        }

        var cache = reader.Part("Cache");
        var quota = reader.Part("Quota");
        var ledger = reader.Part("Ledger");
        var settings = new LlmSettings
        {
            DefaultModel = reader.Text("DefaultModel"),
            Upstreams = upstreams,
            CacheBytesPerTenant = cache.Number("MaxBytesPerTenant", LlmSettings.DefaultCacheBytes, least: 0),
            Files = FileSettings.Read(reader.Part("Files")),
            Batches = BatchSettings.Read(reader.Part("Batches")),
            LedgerKeepDays = ReadKeepDays(ledger),
            Quota = new QuotaSettings
            {
                Timeout = quota.Milliseconds("TimeoutMs", TimeSpan.FromMilliseconds(QuotaSettings.DefaultTimeoutMs)),
                AllowanceWhenAway = quota.Number("AllowanceWhenAway", QuotaSettings.DefaultAllowance, least: 0),
            },
        };
        cache.ComplainAboutUnknown();
        ledger.ComplainAboutUnknown();
        quota.ComplainAboutUnknown();
        reader.ComplainAboutUnknown();
        CheckTogether(settings, reader, problems);

        if (problems.Count > 0) throw new OptionsValidationException(Section, typeof(LlmSettings), problems);
        return settings;
    }

    private static int? ReadKeepDays(SettingsReader ledger)
    {
        const string Name = "KeepDays";
        if (ledger.Text(Name) == "0") return null;
        var days = ledger.Number(Name, LlmSettings.DefaultLedgerDays, LlmSettings.FewestLedgerDays);
        if (days > MostDays) ledger.Complain(Name, $"must be at most {MostDays}, or 0 for ever");
        return (int)Math.Min(days, MostDays);
    }

    private static UpstreamSettings? ReadUpstream(IConfigurationSection section, List<string> problems)
    {
        var before = problems.Count;
        var reader = new SettingsReader(section, problems);
        var name = reader.RequiredText("Name");
        if (name?.Length > MaxNameLength) reader.Complain("Name", $"is longer than {MaxNameLength} characters");
        var address = ReadAddress(reader);
        var key = reader.Text("ApiKey");
        // The complaint doesn't show the key.
        if (key is not null && !IsVisibleAscii(key)) reader.Complain("ApiKey", "has characters that no HTTP header may carry");

        var models = new List<ModelSettings>();
        foreach (var model in reader.List("Models"))
        {
            if (ReadModel(model, problems) is { } read) models.Add(read);
        }

        if (models.Count == 0 && problems.Count == before) reader.Complain("Models", "must list at least one model");
        var settings = new UpstreamSettings
        {
            Name = name ?? "",
            BaseUrl = address ?? new Uri("http://localhost"),
            ApiKey = key,
            Models = models,
            ConnectTimeout = reader.Milliseconds("ConnectTimeoutMs", TimeSpan.FromSeconds(5)),
            FirstByteTimeout = reader.Milliseconds("FirstByteTimeoutMs", TimeSpan.FromSeconds(60)),
            IdleTimeout = reader.Milliseconds("IdleTimeoutMs", TimeSpan.FromSeconds(60)),
            AnswerTimeout = reader.Milliseconds("AnswerTimeoutMs", TimeSpan.FromMinutes(10)),
            StreamUsage = reader.Flag("StreamUsage", true),
            MaxTokensField = reader.OneOf(
                "MaxTokensField",
                address?.Host == "api.openai.com" ? MaxCompletionTokens : MaxTokens,
                MaxTokens, MaxCompletionTokens),
        };
        reader.ComplainAboutUnknown();
        return problems.Count == before ? settings : null;
    }

    private static Uri? ReadAddress(SettingsReader reader)
    {
        if (reader.RequiredText("BaseUrl") is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            reader.Complain("BaseUrl", "must be an absolute http or https address");
            return null;
        }

        // Credentials in an address end up in logs; a query would end up in the middle of ours.
        if (address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0) return address;
        reader.Complain("BaseUrl", "must carry no user name, query or fragment");
        return null;
    }

    private static ModelSettings? ReadModel(IConfigurationSection section, List<string> problems)
    {
        // "Models": ["gpt-5"] is short for [{ "Id": "gpt-5" }].
        if (section.Value is { } plain)
        {
            if (IsModelName(plain)) return new ModelSettings(plain, plain);
            problems.Add($"{section.Path} must be a model's name of 1 to {MaxModelLength} characters without spaces.");
            return null;
        }

        var before = problems.Count;
        var reader = new SettingsReader(section, problems);
        var id = reader.RequiredText("Id");
        var upstreamModel = reader.Text("UpstreamModel");
        if (id is not null && !IsModelName(id))
            reader.Complain("Id", $"must be 1 to {MaxModelLength} characters without spaces");
        reader.ComplainAboutUnknown();
        return problems.Count == before ? new ModelSettings(id!, upstreamModel ?? id!) : null;
    }

    private static void CheckTogether(LlmSettings settings, SettingsReader reader, List<string> problems)
    {
        foreach (var twice in settings.Upstreams.GroupBy(u => u.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            reader.Complain("Upstreams", $"has two entries with the Name '{twice.Key}'");

        if (settings.Upstreams.Any(u => u.Name.Equals(ExtractModel.Provider, StringComparison.OrdinalIgnoreCase)))
            reader.Complain("Upstreams", $"has an entry with the Name '{ExtractModel.Provider}', which is the embedded one's");

        var ids = settings.Upstreams.SelectMany(u => u.Models).Select(m => m.Id).ToList();
        foreach (var twice in ids.GroupBy(id => id, StringComparer.Ordinal).Where(g => g.Count() > 1))
            reader.Complain("Upstreams", $"lists the model '{twice.Key}' twice");
        if (ids.Contains(ExtractModel.Id))
            reader.Complain("Upstreams", $"uses the model id '{ExtractModel.Id}', which is the embedded one's");

        // With other problems about, a model may be missing only because its upstream is.
        if (problems.Count == 0 && settings.DefaultModel is { } model && model != ExtractModel.Id && !ids.Contains(model))
            reader.Complain("DefaultModel", $"is '{model}', which no upstream lists");
    }

    private static bool IsModelName(string text) =>
        text.Length is > 0 and <= MaxModelLength && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static bool IsVisibleAscii(string text) => text.All(c => c is > ' ' and <= '~');
}
