using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.JivoSite.Events;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>What a bot says, as Jivo takes it. Ids are strings: it refuses numbers.</summary>
internal sealed record BotMessage(string Event, string Id, string ClientId, string ChatId, BotMessage.Body Message)
{
    public const string EventName = "BOT_MESSAGE";

    public static BotMessage Of(string id, ChatThread thread, Segment segment, DateTimeOffset now) => new(EventName, id, thread.Client, thread.Chat, new()
    {
        Type = segment.Type,
        Text = segment.Text,
        Content = segment.Content,
        Title = segment.Title,
        Buttons = segment.Buttons,

        // Where the client could not write freely any more, a person would be out of reach.
        ForceReply = segment.Buttons is null ? null : false,
        Timestamp = now.ToUnixTimeSeconds(),
    });

    /// <summary>A segment's id: the same in every attempt, so that a repetition can be told where Jivo looks at it.</summary>
    public static string IdOf(SendOrder order) => IdOf($"{order.MessageId}\n{order.Segment}");

    /// <summary>An event's id: the same for the same key.</summary>
    public static string IdOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"jivosite\n{key}"), hash);
        var id = hash[..16];

        // A UUID of version 8 (RFC 9562), which is made as its maker likes.
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true).ToString();
    }

    public HttpContent Json()
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(this, SentralixJson.Options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    internal sealed record Body
    {
        public required string Type { get; init; }

        public required string Text { get; init; }

        public string? Content { get; init; }

        public string? Title { get; init; }

        public IReadOnlyList<SegmentButton>? Buttons { get; init; }

        public bool? ForceReply { get; init; }

        public required long Timestamp { get; init; }
    }
}
