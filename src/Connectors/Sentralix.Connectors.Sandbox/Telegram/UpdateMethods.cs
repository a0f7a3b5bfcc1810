using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>How a bot gets its updates.</summary>
internal static class UpdateMethods
{
    private static readonly int[] CloudPorts = [443, 80, 88, 8443];

    public static async ValueTask<ApiAnswer> GetUpdates(Call call)
    {
        if (Kinds(call, out var kinds) is { } refusal) return refusal;
        call.Bot.Updates.Allow(kinds);
        var limit = (int)Math.Clamp(call.Arguments.Number("limit") ?? 100, 1, 100);
        var timeout = TimeSpan.FromSeconds(Math.Clamp(call.Arguments.Number("timeout") ?? 0, 0, 50));
        var polled = await call.Bot.Updates.Poll(call.Arguments.Number("offset") ?? 0, limit, timeout, call.Aborted);
        if (polled.ConflictWords is { } words) return ApiAnswer.Refuse(409, words);
        return ApiAnswer.Result(json =>
        {
            json.WriteStartArray();
            foreach (var update in polled.Updates) json.WriteRawValue(update);
            json.WriteEndArray();
        });
    }

    public static async ValueTask<ApiAnswer> SetWebhook(Call call)
    {
        var arguments = call.Arguments;
        if (Kinds(call, out var kinds) is { } refusal) return refusal;
        var address = arguments.Text("url") ?? "";
        var drop = arguments.Flag("drop_pending_updates");
        if (address.Length == 0) return DeleteWebhook(call);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return ApiAnswer.Bad("bad webhook: invalid webhook URL specified");
        if (call.Bot.StandIn.CloudWebhooks)
        {
            if (url.Scheme is not "https") return ApiAnswer.Bad("bad webhook: An HTTPS URL must be provided for webhook");
            if (!CloudPorts.Contains(url.Port)) return ApiAnswer.Bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
        }

        var secret = arguments.Text("secret_token");
        if (secret is { Length: > 256 }) return ApiAnswer.Bad("secret token is too long");
        if (secret is not null && secret.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))) return ApiAnswer.Bad("secret token contains unallowed characters");
        byte[]? certificate = null;
        if (arguments.File("certificate") is { } pem)
        {
            using var reader = new StreamReader(pem.OpenReadStream());
            try
            {
                using var parsed = X509Certificate2.CreateFromPem(await reader.ReadToEndAsync(call.Aborted));
                certificate = parsed.RawData;
            }
            catch (System.Security.Cryptography.CryptographicException)
            {
                return ApiAnswer.Bad("bad webhook: certificate is invalid");
            }
        }

        call.Bot.Updates.Allow(kinds);
        var bot = call.Bot;
        bot.Updates.SetWebhook(
            new Webhook
            {
                Url = url,
                Secret = string.IsNullOrEmpty(secret) ? null : secret,
                MaxConnections = (int)Math.Clamp(arguments.Number("max_connections") ?? 40, 1, 100),
                IpAddress = arguments.Text("ip_address"),
                Certificate = certificate,
                Execute = answered => BotApi.DoAnswered(bot, answered),
            },
            drop);
        return ApiAnswer.True;
    }

    public static ApiAnswer DeleteWebhook(Call call)
    {
        call.Bot.Updates.SetWebhook(null, call.Arguments.Flag("drop_pending_updates"));
        return ApiAnswer.True;
    }

    public static ApiAnswer GetWebhookInfo(Call call) => ApiAnswer.Result(json =>
    {
        var webhook = call.Bot.Updates.Webhook;
        json.WriteStartObject();
        json.WriteString("url", webhook?.Url.OriginalString ?? "");
        json.WriteBoolean("has_custom_certificate", webhook?.Certificate is not null);
        json.WriteNumber("pending_update_count", call.Bot.Updates.Pending);
        if (webhook is not null)
        {
            json.WriteNumber("max_connections", webhook.MaxConnections);
            json.WriteString("ip_address", webhook.IpAddress ?? "127.0.0.1");
            if (webhook.LastErrorAt is { } at)
            {
                json.WriteNumber("last_error_date", at.ToUnixTimeSeconds());
                json.WriteString("last_error_message", webhook.LastError);
            }
        }

        if (call.Bot.Updates.Allowed is { Count: > 0 } allowed)
        {
            json.WriteStartArray("allowed_updates");
            foreach (var kind in allowed) json.WriteStringValue(kind);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    /// <summary>Null kinds: not given, so what was set before stays.</summary>
    private static ApiAnswer? Kinds(Call call, out IReadOnlyList<string>? kinds)
    {
        kinds = null;
        if (!call.Arguments.Structure("allowed_updates", out var given)) return ApiAnswer.Bad("can't parse allowed updates JSON object");
        if (given is null) return null;
        if (given is not { ValueKind: JsonValueKind.Array } list) return ApiAnswer.Bad("expected an Array of String as allowed updates");
        kinds = [.. list.EnumerateArray().Where(kind => kind.ValueKind is JsonValueKind.String).Select(kind => kind.GetString()!)];
        return null;
    }
}
