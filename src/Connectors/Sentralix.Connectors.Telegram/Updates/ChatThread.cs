using System.Globalization;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>A conversation's name: <c>chat</c>, <c>chat/topic</c>, and behind an <c>@</c> the business connection through which a bot speaks
/// for a person.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Topic">The topic in it.</param>
/// <param name="Business">The business connection.</param>
internal sealed record ChatThread(long Chat, int? Topic = null, string? Business = null)
{
    public static ChatThread? Parse(string thread)
    {
        var business = thread.IndexOf('@', StringComparison.Ordinal);
        var place = business < 0 ? thread : thread[..business];
        var topic = place.IndexOf('/', StringComparison.Ordinal);
        if (!long.TryParse(topic < 0 ? place : place[..topic], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chat)) return null;
        var number = 0;
        if (topic >= 0 && !int.TryParse(place[(topic + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out number)) return null;
        return new(chat, topic < 0 ? null : number, business < 0 ? null : thread[(business + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Chat}{(Topic is { } topic ? $"/{topic}" : "")}{(Business is { } business ? $"@{business}" : "")}");
}
