using System.Text.Json;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>What the contact's application of VK shows. Where nothing is said of something, it is shown: so it is in VK's own applications.</summary>
internal sealed record ClientInfo
{
    /// <summary>Buttons inside a message.</summary>
    public bool Inline { get; init; } = true;

    /// <summary>Buttons whose press is told without a message.</summary>
    public bool Callback { get; init; } = true;

    /// <summary>Buttons that write their label.</summary>
    public bool Words { get; init; } = true;

    /// <summary>Buttons that open a page.</summary>
    public bool Link { get; init; } = true;

    /// <summary>Cards in a row.</summary>
    public bool Carousel { get; init; } = true;

    /// <summary>What an update says, as it is kept; null: it says nothing.</summary>
    public static string? Of(JsonElement content)
    {
        if (content.Object("client_info") is not { } told) return null;
        var actions = told.Field("button_actions") is { ValueKind: JsonValueKind.Array } ? told.Items("button_actions").Select(action => action.ValueKind == JsonValueKind.String ? action.GetString() : null).ToHashSet() : null;
        bool Shows(string action) => actions?.Contains(action) ?? true;
        return JsonSerializer.Serialize(
            new ClientInfo
            {
                Inline = told.Field("inline_keyboard") is not { ValueKind: JsonValueKind.False },
                Carousel = told.Field("carousel") is not { ValueKind: JsonValueKind.False },
                Callback = Shows("callback"),
                Words = Shows("text"),
                Link = Shows("open_link"),
            },
            SentralixJson.Options);
    }

    /// <summary>Whether every button of a keyboard can be shown in some way.</summary>
    public bool Shows(IEnumerable<KeyboardButton> buttons) => Inline && (Callback || Words) && (Link || buttons.All(button => button.Url is null));

    /// <summary>What was kept.</summary>
    public static ClientInfo Read(string? kept) => kept is null ? new() : JsonSerializer.Deserialize<ClientInfo>(kept, SentralixJson.Options) ?? new();
}
