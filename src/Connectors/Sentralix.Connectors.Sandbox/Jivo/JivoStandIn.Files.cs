using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>Files of clients, at addresses of Jivo's own.</summary>
public sealed partial class JivoStandIn
{
    private readonly Recent<string, (byte[] Content, string Name)> clientFiles;

    /// <summary>The client sends a file that Jivo keeps.</summary>
    /// <returns>The event's id.</returns>
    public string ClientSendsFile(JivoChat chat, byte[] content, string name)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        clientFiles[key] = (content, name);
        return ClientSendsFile(chat, new Uri(Address, $"/files/{key}/{Uri.EscapeDataString(name)}"), name);
    }

    private async Task ServeClientFile(HttpContext http)
    {
        if (!clientFiles.TryGetValue((string)http.GetRouteValue("key")!, out var file))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = file.Content.Length;
        await http.Response.Body.WriteAsync(file.Content, http.RequestAborted);
    }
}
