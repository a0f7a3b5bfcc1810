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

        var answer = await Answer(parts, id, new HookCall(name => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null, rest, body), http.RequestAborted);
        if (answer.Refusal is { } refusal)
        {
            await Problems.Write(http, refusal);
            return;
        }

        http.Response.ContentType = answer.ContentType;
        await http.Response.WriteAsync(answer.Body);
    }

    /// <summary>What a hook says to a call, wherever that comes from.</summary>
    internal static async Task<HookAnswer> Answer(MessengerParts parts, string id, HookCall call, CancellationToken cancellation)
    {
        // An unknown connection, a disabled one and a wrong secret are one answer: whoever tries learns nothing. One that is being enabled is
        // heard already: some channels call a hook while it is being set, and drop it if nobody answers.
        if (await parts.Book.Find(id, cancellation) is not { Transport: Transport.Webhook, IsClaimed: true } connection) return new(NotYours);
        switch (parts.Channel.ReadHook(connection.Access, call))
        {
            case HookReading.Asks asks:
                return await Ask(asks, cancellation);
            case HookReading.Updates updates:
                if (updates.Items.Count > 0) await parts.Inbox.Take(connection, updates.Items, null);
                var card = updates.CardFor is { } end ? await parts.Cards.Write(connection, end, cancellation) : null;
                return new(null, card ?? updates.Answer, updates.ContentType);
            case HookReading.Unreadable unreadable:
                return new(Refusal.Invalid("body", unreadable.Why));
            default:
                return new(NotYours);
        }
    }

    // Whoever asked asks again where it could not be found out.
    private static async Task<HookAnswer> Ask(HookReading.Asks asks, CancellationToken cancellation)
    {
        try
        {
            return new(null, await asks.Answer(cancellation), asks.ContentType);
        }
        catch (ChannelException away)
        {
            return new(new Refusal("channel_away", StatusCodes.Status503ServiceUnavailable, away.Error.Message));
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

/// <summary>What a hook says to a call: a refusal, or the body that the channel wants to hear.</summary>
internal sealed record HookAnswer(Refusal? Refusal, string Body = "", string ContentType = "text/plain");
