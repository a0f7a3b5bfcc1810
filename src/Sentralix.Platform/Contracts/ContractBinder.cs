using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sentralix.Contracts;

namespace Sentralix.Platform.Contracts;

/// <summary>Binds a request to a contract method's parameters, and names every field that does not fit.</summary>
internal static class ContractBinder
{
    // Refuses broken UTF-8 instead of replacing it.
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static async Task<(object?[] Args, Refusal? Refusal)> Bind(HttpContext http, ContractMethod method)
    {
        var args = new object?[method.Parameters.Count];
        var faults = new Faults();
        for (var i = 0; i < args.Length; i++)
        {
            var parameter = method.Parameters[i];
            switch (parameter.Place)
            {
                case ParameterPlace.Cancellation:
                    args[i] = http.RequestAborted;
                    break;
                case ParameterPlace.Route:
                    args[i] = Parse(parameter, http.Request.RouteValues[parameter.Name]?.ToString(), faults);
                    break;
                case ParameterPlace.Query:
                    args[i] = Parse(parameter, http.Request.Query.TryGetValue(parameter.Name, out var query) ? query[^1] : null, faults);
                    break;
                case ParameterPlace.Header:
                    args[i] = Parse(parameter, http.Request.Headers.TryGetValue(parameter.Name, out var header) ? header[^1] : null, faults);
                    break;
                case ParameterPlace.RawBody:
                    if (Oversized(http, method) is { } large) return (args, large);
                    args[i] = http.Request.Body;
                    break;
                default:
                    var (body, refusal) = await Body(http, method, parameter);
                    if (refusal is not null) return (args, refusal);
                    args[i] = body;
                    break;
            }
        }

        return (args, faults.Refusal);
    }

    private static object? Parse(ContractParameter parameter, string? text, Faults faults)
    {
        if (text is null)
        {
            if (parameter.Info.HasDefaultValue) return parameter.Info.DefaultValue;
            if (!parameter.Optional) faults.Add(parameter.Name, "is required");
            return null;
        }

        var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        if (type == typeof(string)) return text;
        if (type.IsEnum)
        {
            try
            {
                return JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(text), type, SentralixJson.Options);
            }
            catch (JsonException)
            {
                faults.Add(parameter.Name, "is not one of the known values");
                return null;
            }
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            faults.Add(parameter.Name, $"is not a valid {type.Name.ToLowerInvariant()}");
            return null;
        }
    }

    private static Refusal? Oversized(HttpContext http, ContractMethod method)
    {
        if (http.Request.ContentLength > method.MaxBody) return TooLarge(method);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = method.MaxBody;
        return null;
    }

    private static Refusal TooLarge(ContractMethod method) => Refusal.TooLarge($"The body may have at most {method.MaxBody} bytes.");

    private static async Task<(object? Body, Refusal? Refusal)> Body(HttpContext http, ContractMethod method, ContractParameter parameter)
    {
        if (Oversized(http, method) is { } large) return (null, large);
        var length = http.Request.ContentLength;
        if (length is 0 || (length is null && !http.Request.Headers.TransferEncoding.Contains("chunked") && http.Request.Protocol == "HTTP/1.1"))
            return parameter.Optional ? (null, null) : (null, Refusal.Invalid("body", "is required"));
        if (!http.Request.HasJsonContentType()) return (null, Refusal.UnsupportedMedia("Send application/json."));

        using var buffer = new MemoryStream((int)(length ?? 1024));
        try
        {
            await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge(method));
        }

        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        try
        {
            _ = StrictUtf8.GetCharCount(bytes.Span);
            var options = method.Contract.Kind == ContractKind.Admin ? SentralixJson.Strict : SentralixJson.Options;
            var body = JsonSerializer.Deserialize(bytes.Span, parameter.Type, options);
            if (JsonFaults.NullElements(bytes, parameter.Type) is { } nulls) return (null, Refusal.Invalid(nulls));
            return body is null && !parameter.Optional ? (null, Refusal.Invalid("body", "must not be null")) : (body, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, Refusal.Invalid("body", "is not valid UTF-8"));
        }
        catch (JsonException fault)
        {
            return (null, Refusal.Invalid(JsonFaults.Find(bytes, parameter.Type, method.Contract.Kind == ContractKind.Admin, fault)));
        }
    }
}
