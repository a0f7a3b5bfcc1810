using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>A call of a method with its parameters: from the form, then from the query.</summary>
internal sealed class VkCall(string method, IQueryCollection query, IFormCollection? form, string? bearer)
{
    public string Method { get; } = method;

    public string? Token => this["access_token"] ?? bearer;

    public string? this[string name] =>
        form is not null && form.TryGetValue(name, out var posted) ? posted.ToString() : query.TryGetValue(name, out var asked) ? asked.ToString() : null;

    public static async Task<VkCall> Read(string method, HttpContext http)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        var authorization = http.Request.Headers.Authorization.ToString();
        var bearer = authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : null;
        return new VkCall(method, http.Request.Query, form, bearer);
    }

    public bool Has(string name) => this[name] is { Length: > 0 };

    public long? Long(string name) => long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Flag(string name) => this[name] is "1" or "true";

    /// <summary>A list of numbers with commas; null: it is not one.</summary>
    public IReadOnlyList<long>? Longs(string name)
    {
        var list = new List<long>();
        foreach (var part in (this[name] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return null;
            list.Add(number);
        }

        return list;
    }

    /// <summary>The parameters as VK repeats them in errors: without the token.</summary>
    public void WriteEcho(Utf8JsonWriter json)
    {
        WritePair("method", Method);
        foreach (var (name, value) in Parameters())
        {
            if (name != "access_token") WritePair(name, value.ToString());
        }

        void WritePair(string key, string value)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
    }

    /// <summary>The parameters as a witness keeps them: without the token.</summary>
    public JsonElement Witness() => JsonBody.Element(json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in Parameters())
        {
            if (name != "access_token") json.WriteString(name, value.ToString());
        }

        json.WriteEndObject();
    });

    private IEnumerable<KeyValuePair<string, StringValues>> Parameters() => form is null ? query : query.Concat(form);
}
