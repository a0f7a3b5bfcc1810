using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Calls Avito with a token, and tells what it answers as it is.</summary>
internal sealed class AvitoTestClient : IDisposable
{
    private readonly HttpClient http;
    private readonly AvitoStandIn avito;

    private AvitoTestClient(AvitoStandIn avito)
    {
        this.avito = avito;
        http = new HttpClient { BaseAddress = avito.Address };
    }

    public static async Task<AvitoTestClient> SignIn(AvitoStandIn avito)
    {
        var client = new AvitoTestClient(avito);
        var given = await client.Token(("grant_type", "client_credentials"), ("client_id", avito.Account.ClientId), ("client_secret", avito.Account.ClientSecret));
        client.Use((await given.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!);
        return client;
    }

    public void Use(string token) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public async Task<HttpResponseMessage> Token(params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await http.PostAsync("/token", form);
    }

    public Task<HttpResponseMessage> Get(string path) => http.GetAsync(path);

    public async Task<JsonElement> Json(string path) => await http.GetFromJsonAsync<JsonElement>(path);

    public Task<HttpResponseMessage> Post(string path, object body) => http.PostAsJsonAsync(path, body);

    public Task<HttpResponseMessage> TrySend(AvitoChat chat, string text) =>
        Post($"/messenger/v1/accounts/{avito.Account.Id}/chats/{Uri.EscapeDataString(chat.Id)}/messages", new { type = "text", message = new { text } });

    public async Task<JsonElement> Send(AvitoChat chat, string text)
    {
        var response = await TrySend(chat, text);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<HttpResponseMessage> Upload(byte[] image, string field = "uploadfile[]")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(image), field, "image" } };
        return await http.PostAsync($"/messenger/v1/accounts/{avito.Account.Id}/uploadImages", form);
    }

    public void Dispose() => http.Dispose();
}
