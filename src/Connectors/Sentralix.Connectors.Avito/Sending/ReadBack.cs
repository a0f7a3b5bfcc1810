using System.Text.Json;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>Looks in a chat's history for a segment whose outcome is not known.</summary>
internal sealed class ReadBack(AccessTokens tokens, TimeProvider clock)
{
    private const int Newest = 20;

    /// <exception cref="ChannelException">Avito refuses, or cannot be reached.</exception>
    public async Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation)
    {
        var path = $"{AvitoAddress.Chat(access, 3, order.Thread)}/messages/?limit={Newest}";
        var answer = await new AvitoApi(access, tokens, clock).Call(HttpMethod.Get, path, null, cancellation);

        // What has gone with its chat is not there; sending it again says so.
        if (answer is Answer.Failed { Status: 404 }) return null;
        if (answer is not Answer.Ok ok) throw new ChannelException(Trouble.Of(answer));

        // Newest first: of several that would do, the oldest is the one that was sent first.
        return History(ok.Result).Where(message => IsIt(message, Segment.Read(order.Content), since))
            .Select(message => Json.Id(message, "id")).LastOrDefault(id => id is not null && !order.Taken.Contains(id));
    }

    // Described as a list, and met in an object as well.
    private static List<JsonElement> History(JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("messages", out var wrapped)) answer = wrapped;
        return answer.ValueKind == JsonValueKind.Array
            ? [.. answer.EnumerateArray()]
            : throw new ChannelException(Trouble.Network("Avito gave no list of messages."));
    }

    // Avito's clock has seconds. A text with an address in it may come back as a link.
    private static bool IsIt(JsonElement message, Segment segment, DateTimeOffset since)
    {
        if (Json.Text(message, "direction") != "out" || Json.Number(message, "created") is not { } created || created < since.ToUnixTimeSeconds()) return false;
        var content = Json.Object(message, "content");
        return (segment.Text, Json.Text(message, "type")) switch
        {
            (null, "image") => true,
            ({ } text, "text") => content is { } said && IsSame(Json.Text(said, "text"), text),
            ({ } text, "link") => content is { } said && Json.Object(said, "link") is { } link && IsSame(Json.Text(link, "text"), text),
            _ => false,
        };
    }

    private static bool IsSame(string? one, string other) => one is not null && Bare(one) == Bare(other);

    private static string Bare(string text) => text.ReplaceLineEndings("\n").Trim();
}
