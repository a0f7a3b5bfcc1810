namespace Sentralix.Expressions.Templates;

/// <summary>What a template's text becomes, and so what has to be escaped in the values that go into it.</summary>
public enum TemplateTarget
{
    /// <summary>Text that is shown as it is.</summary>
    Plain,

    /// <summary>Speech, in SSML.</summary>
    Ssml,
    Html,

    /// <summary>Telegram's MarkdownV2.</summary>
    MarkdownV2,

    /// <summary>A JSON document: inside of quotes a value becomes a part of the string, elsewhere a JSON value of its own.</summary>
    Json,
}

/// <summary>How a template is compiled.</summary>
public sealed record TemplateOptions
{
    public TemplateTarget Target { get; init; } = TemplateTarget.Plain;

    /// <summary>Whether <c>| raw</c> may leave values unescaped. In plain text it always may, since nothing is escaped.</summary>
    public bool AllowsRaw { get; init; }

    /// <summary>Bounds its length and depth.</summary>
    public Budget Budget { get; init; } = Budget.Default;
}
