using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sentralix.Connectors.Sandbox.Avito;

public sealed partial class AvitoStandIn
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> tokenRequests = new();

    /// <summary>How often tokens were asked for with a grant type, in vain or not.</summary>
    public int TokenRequests(string grantType) => tokenRequests.GetValueOrDefault(grantType);

    private void MapAccounts(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/oauth", Consent);
        routes.MapPost("/token", http => Serve(http, AvitoOperations.Token, async _ =>
        {
            var reply = await GiveToken(http);
            if (reply.Reason is not null && TokenErrorsSayOk) reply = reply with { Status = StatusCodes.Status200OK };
            return () => Tell(http, AvitoOperations.Token, reply);
        }));
        routes.MapGet("/core/v1/accounts/self", http => Call(http, AvitoOperations.Self, "user:read", Self));
        routes.MapGet("/core/v1/items", http => Call(http, AvitoOperations.Items, "items:info", Items));
        routes.MapGet("/core/v1/accounts/{user_id}/items/{item_id}", http => Call(http, AvitoOperations.Item, "items:info", Item));
    }

    /// <summary>The page where a seller lets an application in. Its click is taken as done.</summary>
    private Task Consent(HttpContext http)
    {
        var query = http.Request.Query;
        if (query["response_type"] != "code" || !applications.TryGetValue(query["client_id"].ToString(), out var application))
            return AvitoReply.Error(400, "unknown application").Write(http);

        var scopes = query["scope"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var answer = SignedIn is { } seller ? "code=" + tokens.Consent(application, seller, scopes) : "error=access_denied";
        var state = query["state"].ToString();
        if (state.Length > 0) answer += "&state=" + Uri.EscapeDataString(state);
        http.Response.Redirect($"{application.RedirectUri}{(application.RedirectUri.Query.Length > 0 ? '&' : '?')}{answer}");
        return Task.CompletedTask;
    }

    private async Task<AvitoReply> GiveToken(HttpContext http)
    {
        if (!http.Request.HasFormContentType) return AvitoReply.TokenError(400, "invalid_request", "the body is not a form");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (grant, id, secret) = (form["grant_type"].ToString(), form["client_id"].ToString(), form["client_secret"].ToString());
        tokenRequests.AddOrUpdate(grant, 1, (_, count) => count + 1);
        if (grant == "client_credentials")
        {
            var account = accounts.Values.FirstOrDefault(a => a.ClientId == id);
            return account is not null && Same(account.ClientSecret, secret) ? AvitoReply.Ok(tokens.ForAccount(account)) : UnknownClient();
        }

        if (grant is not ("authorization_code" or "refresh_token")) return AvitoReply.TokenError(400, "unsupported_grant_type", "the grant type is not known");
        if (!applications.TryGetValue(id, out var application) || !Same(application.ClientSecret, secret)) return UnknownClient();
        var given = grant == "refresh_token" ? tokens.ForRefresh(application, form["refresh_token"].ToString()) : tokens.ForCode(application, form["code"].ToString());
        return given is null ? AvitoReply.TokenError(400, "invalid_grant", "it has been used, has run out or was never given") : AvitoReply.Ok(given);
    }

    private Task<AvitoReply> Self(AvitoCall call) => Task.FromResult(AvitoReply.Ok(AvitoWire.Object(w =>
    {
        w.WriteNumber("id", call.Account.Id);
        w.WriteString("name", call.Account.Name);
        w.WriteString("email", $"seller-{call.Account.Id}@shop.example");
        w.WriteString("phone", "79990000000");
        w.WriteStartArray("phones");
        w.WriteStringValue("79990000000");
        w.WriteEndArray();
        w.WriteString("profile_url", $"https://avito.ru/user/{call.Account.Id:x}/profile");
    })));

    private Task<AvitoReply> Items(AvitoCall call)
    {
        var query = call.Http.Request.Query;
        if (!Number(query["per_page"], 25, 1, 100, out var size) || !Number(query["page"], 1, 1, int.MaxValue, out var page))
            return Task.FromResult(AvitoReply.Error(400, "Bad Request", ("per_page", "1 to 100"), ("page", "from 1")));

        var statuses = query["status"].ToString() is { Length: > 0 } asked ? asked.Split(',') : ["active"];
        var items = call.Account.Items.Values.Where(i => !i.BelongsToEmployee && statuses.Contains(i.Status)).OrderByDescending(i => i.Id);
        return Task.FromResult(AvitoReply.Ok(AvitoWire.Object(w =>
        {
            w.WriteStartObject("meta");
            w.WriteNumber("page", page);
            w.WriteNumber("per_page", size);
            w.WriteEndObject();
            w.WriteStartArray("resources");
            foreach (var item in items.Skip((page - 1) * size).Take(size))
            {
                w.WriteStartObject();
                w.WriteNumber("id", item.Id);
                w.WriteString("title", item.Title);
                w.WriteNumber("price", item.Price);
                w.WriteString("address", "Казань");
                w.WriteStartObject("category");
                w.WriteNumber("id", 9);
                w.WriteString("name", "Автомобили");
                w.WriteEndObject();
                w.WriteString("status", item.Status);
                w.WriteString("url", item.Url);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        })));
    }

    private Task<AvitoReply> Item(AvitoCall call)
    {
        if (!long.TryParse(Route(call.Http, "item_id"), CultureInfo.InvariantCulture, out var id)) return Task.FromResult(AvitoReply.Error(400, "Bad Request"));
        var item = call.Account.Items.GetValueOrDefault(id);
        var status = item?.Status ?? (accounts.Values.Any(a => a.Items.ContainsKey(id)) ? "another_user" : "not_found");
        return Task.FromResult(AvitoReply.Ok(AvitoWire.Object(w =>
        {
            w.WriteString("status", status);
            if (item is null) return;
            w.WriteString("url", item.Url);
            w.WriteString("autoload_item_id", item.Sku);
            w.WriteString("start_time", "2026-01-01T00:00:00+03:00");
            w.WriteString("finish_time", "2027-01-01T00:00:00+03:00");
            w.WriteStartArray("vas");
            w.WriteEndArray();
        })));
    }

    private static AvitoReply UnknownClient() => AvitoReply.TokenError(401, "invalid_client", "the key or its secret is wrong");

    private static bool Same(string secret, string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(given));

    private static bool Number(string? text, int otherwise, int from, int to, out int number)
    {
        number = otherwise;
        return string.IsNullOrEmpty(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= from && number <= to);
    }
}
