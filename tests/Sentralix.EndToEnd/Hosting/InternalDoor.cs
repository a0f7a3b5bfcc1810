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
    private readonly CallContext caller;

    private InternalDoor(Uri address, InternalTokens tokens, CallContext caller) => (http, this.tokens, this.caller) = (new HttpClient { BaseAddress = address }, tokens, caller);

    /// <summary>The plain way in, for whoever brings <see cref="Credential"/> himself.</summary>
    public HttpClient Http => http;

    /// <summary>The door of a running installation.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="installation">Whose.</param>
    /// <param name="tenant">The name of the tenant that is called for; null: the only one.</param>
    /// <param name="scopes">What the caller may do; null: everything.</param>
    public static async Task<InternalDoor> Open(Uri address, Installation installation, string? tenant = null, string[]? scopes = null)
    {
        var caller = CallContext.Platform(await installation.Tenant(tenant), "orchestrator");
        return new(address, new InternalTokens(KeyRing.Open(Path.Combine(installation.DataDirectory, "keys"), null, null), TimeProvider.System), caller with { Scopes = scopes ?? caller.Scopes });
    }

    /// <summary>A token for one call to a service.</summary>
    public AuthenticationHeaderValue Credential(string service) => new("Bearer", tokens.Issue(service, caller));

    public async Task<(int Status, JsonElement Body)> Send(HttpMethod method, string path, object? body = null)
    {
        var service = path.Split('/', 3)[1];
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = Credential(service);
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
