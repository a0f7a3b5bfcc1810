using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Messages that choose a button without being a press: some channels write the button's label as a message of the contact, and
/// where a channel had to write buttons out as a numbered list, a number chooses. What the contact wrote stays beside the button, so a number
/// that meant something else is not lost.</summary>
internal sealed partial class Choices(IStore<MessagingDbContext> store, IChannel channel)
{
    /// <summary>What a channel's composer says when it writes buttons as a list.</summary>
    public const string Used = "numbered_list";

    /// <summary>The message with the button that it chooses; as it is where it chooses none.</summary>
    public async Task<Inbound> Match(string conversation, Inbound said, CancellationToken cancellation)
    {
        if (said.ButtonToken is { } token)
        {
            // The channel says itself that it was a press: the label it made of it is no more than the button says.
            return await Named(conversation, token, cancellation) is { } named ? said with { Parts = [named] } : said;
        }

        if (said.Parts is not [{ Type: PartTypes.Text, Text: { } text }]) return said;
        var number = Number().Match(text);
        var label = channel.PressesAreMessages && text.Length <= KeyboardButton.MaxLabel ? text : null;
        if (!number.Success && label is null) return said;
        var place = number.Success ? int.Parse(number.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : -1;
        return await store.Read(
            async (db, c) =>
            {
                // Only the latest message is being answered: a number after something else has been said is just a number.
                var last = await db.Outbound.Where(o => o.ConversationId == conversation).OrderByDescending(o => o.CreatedAt).FirstOrDefaultAsync(c);
                if (last is null) return said;

                // An edit gives a message other buttons; the newest count.
                var buttons = await db.Buttons.Where(b => b.MessageId == last.MessageId && (b.Place == place || b.Label == label)).OrderByDescending(b => b.CreatedAt).ToListAsync(c);
                // Where two say the same, nobody knows which was meant.
                var named = buttons.FindAll(b => b.Label == label && b.CreatedAt == buttons[0].CreatedAt);
                if (named is [var pressed]) return said with { Parts = [Pressed(pressed)] };
                var listed = last.Degraded.Contains($"\"{Used}\"", StringComparison.Ordinal) ? buttons.Find(b => b.Place == place) : null;
                return listed is null ? said : said with { Parts = [.. said.Parts, Pressed(listed)] };
            },
            cancellation);
    }

    /// <summary>The press of the button that a token stands for, as the core hears of it; null: the conversation has no such button, or no more.</summary>
    public async Task<MessagePart?> Named(string conversation, string token, CancellationToken cancellation) =>
        await store.Read((db, c) => db.Buttons.SingleOrDefaultAsync(b => b.Token == token && b.ConversationId == conversation, c), cancellation) is { } button ? Pressed(button) : null;

    private static MessagePart Pressed(ButtonRow button) => new()
    {
        Type = PartTypes.Button,
        Text = button.Label,
        Data = button.Value is null ? JsonSerializer.SerializeToElement(button.Label) : JsonDocument.Parse(button.Value).RootElement,
    };

    [GeneratedRegex(@"^\s*#?([0-9]{1,3})\s*[.)]?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
