using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Images and voice messages, and the links to them.</summary>
internal sealed class AvitoFiles(TimeProvider clock, StandInHome home)
{
    private readonly Recent<string, (byte[] Bytes, AvitoAccount Account)> images = new(home.Records, home.FileBytes, image => image.Bytes.Length);
    private readonly Recent<string, (byte[] Bytes, AvitoAccount Account)> voices = new(home.Records, home.FileBytes, voice => voice.Bytes.Length);
    private readonly Recent<string, (byte[] Bytes, DateTimeOffset Until)> links = new(home.Records, home.FileBytes, link => link.Bytes.Length);

    public string KeepImage(byte[] bytes, AvitoAccount account)
    {
        var id = AvitoStandIn.Random(16);
        images[id] = (bytes, account);
        return id;
    }

    public bool Uploaded(string image, AvitoAccount account) => images.TryGetValue(image, out var known) && known.Account == account;

    public byte[]? Image(string id) => images.TryGetValue(id, out var image) ? image.Bytes : null;

    public string KeepVoice(byte[] bytes, AvitoAccount account)
    {
        var id = Guid.NewGuid().ToString();
        voices[id] = (bytes, account);
        return id;
    }

    /// <summary>A link that works for a while, from now on; null: the account has no such voice message.</summary>
    public string? LinkToVoice(string voice, AvitoAccount account, TimeSpan life)
    {
        if (!voices.TryGetValue(voice, out var known) || known.Account != account) return null;
        var link = AvitoStandIn.Random(16);
        links[link] = (known.Bytes, clock.GetUtcNow() + life);
        return link;
    }

    public Task ServeImage(HttpContext http) => images.TryGetValue((string)http.GetRouteValue("id")!, out var image)
        ? Write(http, image.Bytes, "image/jpeg")
        : NotFound(http);

    /// <summary>Opus in an MP4 container.</summary>
    public Task ServeVoice(HttpContext http)
    {
        var link = Path.GetFileNameWithoutExtension((string)http.GetRouteValue("link")!);
        if (!links.TryGetValue(link, out var voice)) return NotFound(http);
        if (voice.Until > clock.GetUtcNow()) return Write(http, voice.Bytes, "audio/mp4");
        links.TryRemove(link, out _);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task Write(HttpContext http, byte[] bytes, string type)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
