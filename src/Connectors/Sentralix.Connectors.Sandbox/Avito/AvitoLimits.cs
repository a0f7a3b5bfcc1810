namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Avito's limits. The defaults are the published figures (developers.avito.ru, messenger and items sections); where Avito
/// publishes none, none is kept.</summary>
public sealed record AvitoLimits
{
    /// <summary>Nothing is limited.</summary>
    public static readonly AvitoLimits None = new()
    {
        TextLength = int.MaxValue, ImageBytes = long.MaxValue, ImagePixels = long.MaxValue, ItemCardsPerMinute = null, ItemListsPerMinute = null,
    };

    /// <summary>Characters of a text. Avito does not say of which kind: UTF-16 units are counted, the stricter reading.</summary>
    public int TextLength { get; init; } = 1000;

    /// <summary>Bytes of an image.</summary>
    public long ImageBytes { get; init; } = 24 * 1024 * 1024;

    /// <summary>Pixels of an image.</summary>
    public long ImagePixels { get; init; } = 75_000_000;

    /// <summary>The most that one page of a list holds.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The farthest that a list can be read into.</summary>
    public int Offset { get; init; } = 1000;

    /// <summary>How long after it was sent a message can be deleted.</summary>
    public TimeSpan DeleteWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a link to a voice message works.</summary>
    public TimeSpan VoiceLinkLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Requests a minute for one listing's card; null: any.</summary>
    public int? ItemCardsPerMinute { get; init; } = 500;

    /// <summary>Requests a minute for the list of listings; null: any.</summary>
    public int? ItemListsPerMinute { get; init; } = 25;

    /// <summary>Requests a minute for each messenger call; null: any, as Avito publishes no figure.</summary>
    public int? MessengerCallsPerMinute { get; init; }

    internal int? PerMinute(string operation) => operation switch
    {
        AvitoOperations.Item => ItemCardsPerMinute,
        AvitoOperations.Items => ItemListsPerMinute,
        AvitoOperations.Self or AvitoOperations.Token => null,
        _ => MessengerCallsPerMinute,
    };
}
