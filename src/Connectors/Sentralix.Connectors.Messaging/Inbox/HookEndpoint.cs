using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Http;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Where a channel calls us. The answer means: it is durable. Nothing but that is done before it.</summary>
internal static class HookEndpoint
{
    // No channel sends more; what is larger is not from one.
    private const int MostBytes = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes, string service) =>
        routes.MapPost($"/hooks/{service}/{{connection}}/{{**rest}}", (HttpContext http, string connection, string? rest) => Receive(http, service, connection, rest ?? ""))
            .Behind(Listener.Internal).ExcludeFromDescription();

    private static async Task Receive(HttpContext http, string service, string id, string rest)
    {
        var parts = http.RequestServices.GetRequiredKeyedService<MessengerParts>(service);

        // The size is known before anything is read; where it is not, reading stops at the limit.
        if (http.Request.ContentLength > MostBytes || await Read(http.Request) is not { } body)
        {
            await Problems.Write(http, Refusal.TooLarge($"A hook takes at most {MostBytes} bytes."));
            return;
        }

        // An unknown connection, a disabled one and a wrong secret are one answer: whoever tries learns nothing. One that is being enabled is
        // heard already: some channels call a hook while it is being set, and drop it if nobody answers.
        if (await parts.Book.Find(id, http.RequestAborted) is not { Transport: Transport.Webhook, IsClaimed: true } connection)
        {
            await Problems.Write(http, NotYours);
            return;
        }

        switch (parts.Channel.ReadHook(connection.Access, new HookCall(name => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null, rest, body)))
        {
            case HookReading.Refused:
                await Problems.Write(http, NotYours);
                break;
            case HookReading.Unreadable unreadable:
                await Problems.Write(http, Refusal.Invalid("body", unreadable.Why));
                break;
            case HookReading.Asks asks:
                await Ask(http, asks);
                break;
            case HookReading.Updates updates:
                if (updates.Items.Count > 0) await parts.Inbox.Take(connection, updates.Items, null);
                http.Response.ContentType = updates.ContentType;
                await http.Response.WriteAsync(updates.Answer);
                break;
        }
    }

    // Whoever asked asks again where it could not be found out.
    private static async Task Ask(HttpContext http, HookReading.Asks asks)
    {
        try
        {
            var answer = await asks.Answer(http.RequestAborted);
            http.Response.ContentType = asks.ContentType;
            await http.Response.WriteAsync(answer);
        }
        catch (ChannelException away)
        {
            await Problems.Write(http, new Refusal("channel_away", StatusCodes.Status503ServiceUnavailable, away.Error.Message));
        }
    }

    private static async Task<byte[]?> Read(HttpRequest request)
    {
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 4096, MostBytes));
        var block = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, request.HttpContext.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MostBytes) return null;
            buffer.Write(block, 0, read);
        }

        return buffer.ToArray();
    }

    private static readonly Refusal NotYours = new("forbidden", 403, "The call does not show what this hook expects.");
}
