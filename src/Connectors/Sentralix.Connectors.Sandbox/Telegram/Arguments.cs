using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>The arguments of a call, in whichever of the four ways they came: query, form, JSON, or multipart with files. In the first
/// two and the last, structures are JSON in a string.</summary>
internal sealed class Arguments
{
    private const string Attach = "attach://";

    private readonly JsonElement? json;
    private readonly Dictionary<string, string>? strings;
    private readonly IFormFileCollection? files;

    private Arguments(JsonElement? json, Dictionary<string, string>? strings, IFormFileCollection? files)
    {
        this.json = json;
        this.strings = strings;
        this.files = files;
    }

    /// <summary>All of it, for the witness.</summary>
    public JsonElement Body => json ?? JsonSerializer.SerializeToElement(strings ?? []);

    public static Arguments Of(JsonElement json) => new(json, null, null);

    /// <summary>Null where the body is not what its type says.</summary>
    public static async Task<Arguments?> Read(HttpRequest request)
    {
        try
        {
            var cancellation = request.HttpContext.RequestAborted;
            if (request.HasJsonContentType())
            {
                if (request.ContentLength is 0) return new Arguments(null, FromQuery(request), null);
                var body = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, JsonSerializerOptions.Default, cancellation);
                return body.ValueKind is JsonValueKind.Object ? new Arguments(body, null, null) : null;
            }

            var strings = FromQuery(request);
            if (!request.HasFormContentType) return new Arguments(null, strings, null);
            var form = await request.ReadFormAsync(cancellation);
            foreach (var (name, value) in form) strings[name] = value.ToString();
            return new Arguments(null, strings, form.Files);
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    public string? Text(string name)
    {
        if (strings is not null) return strings.GetValueOrDefault(name);
        if (json is not { } body || !body.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };
    }

    public long? Number(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public double? Fraction(string name) => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Flag(string name) => Text(name) is { } said && (said == "1" || said.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>A structure. False: there is something that is not JSON.</summary>
    public bool Structure(string name, out JsonElement? value)
    {
        value = null;
        if (Text(name) is not { Length: > 0 } said) return true;
        if (json is { } body && body.GetProperty(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } whole)
        {
            value = whole;
            return true;
        }

        try
        {
            value = JsonSerializer.Deserialize<JsonElement>(said);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A file under the argument's own name, or under the one that the argument attaches.</summary>
    public IFormFile? File(string name) => files?.GetFile(name) ?? (Text(name) is { } said ? Attached(said) : null);

    /// <summary>The file that <c>attach://name</c> means.</summary>
    public IFormFile? Attached(string said) => said.StartsWith(Attach, StringComparison.Ordinal) ? files?.GetFile(said[Attach.Length..]) : null;

    private static Dictionary<string, string> FromQuery(HttpRequest request)
    {
        var strings = new Dictionary<string, string>();
        foreach (var (name, value) in request.Query) strings[name] = value.ToString();
        return strings;
    }
}
