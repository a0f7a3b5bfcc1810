extern alias platform;

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using platform::Sentralix.Platform.Security;

namespace Sentralix.EndToEnd.Hosting;

/// <summary>The internal listener, called as the core's process would in a split deployment: with tokens of the installation's own ring.</summary>
internal sealed class InternalDoor : IDisposable
{
    private readonly HttpClient http;
    private readonly InternalTokens tokens;
    private readonly string tenant;

    private InternalDoor(Uri address, InternalTokens tokens, string tenant) => (http, this.tokens, this.tenant) = (new HttpClient { BaseAddress = address }, tokens, tenant);

    /// <summary>The door of a running installation, for its only tenant.</summary>
    public static async Task<InternalDoor> Open(Uri address, Installation installation) =>
        new(address, new InternalTokens(KeyRing.Open(Path.Combine(installation.DataDirectory, "keys"), null, null), TimeProvider.System), await installation.Tenant());

    public async Task<(int Status, JsonElement Body)> Send(HttpMethod method, string path, object? body = null)
    {
        var service = path.Split('/', 3)[1];
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(service, CallContext.Platform(tenant, "orchestrator")));
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public async Task<JsonElement> Expect(int status, HttpMethod method, string path, object? body = null)
    {
        var (got, told) = await Send(method, path, body);
        return got == status ? told : throw new InvalidOperationException($"{method} {path}: {got} {told}");
    }

    public void Dispose() => http.Dispose();
}
