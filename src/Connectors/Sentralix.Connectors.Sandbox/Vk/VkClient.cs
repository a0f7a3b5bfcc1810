namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>What the application of a user shows, as its messages tell.</summary>
public sealed record VkClient
{
    /// <summary>Which kinds of buttons.</summary>
    public IReadOnlyList<string> ButtonActions { get; init; } = ["text", "vkpay", "open_app", "location", "open_link", "callback"];

    /// <summary>Keyboards under the field of text.</summary>
    public bool Keyboard { get; init; } = true;

    /// <summary>Buttons inside messages.</summary>
    public bool InlineKeyboard { get; init; } = true;

    /// <summary>Carousels.</summary>
    public bool Carousel { get; init; } = true;
}
