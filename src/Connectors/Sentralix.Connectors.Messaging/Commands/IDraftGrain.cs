using Orleans.Concurrency;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>What grows in one conversation while it is written: one place in the cluster, so that whichever process shows a text and whichever
/// hears of a takeover, the one knows of the other. Its key is <c>{tenant}/{service}/{conversation}</c>. It keeps nothing: a draft passes by
/// itself.</summary>
[Alias("sentralix.draft")]
public interface IDraftGrain : IGrainWithStringKey
{
    /// <summary>Shows a text, or a newer one that has come meanwhile.</summary>
    [AlwaysInterleave, Alias("show")]
    Task<DraftAnswer> Show(DraftText draft);

    /// <summary>From here on nothing of an older epoch is shown; returns when nothing of one is on its way.</summary>
    [AlwaysInterleave, Alias("close")]
    Task Close(long epoch);
}

/// <summary>A draft, as it travels.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.draft-text")]
public sealed record DraftText([property: Id(0)] string MessageId, [property: Id(1)] long Epoch, [property: Id(2)] int Attempt, [property: Id(3)] string? Text)
{
    internal static DraftText Of(Draft draft) => new(draft.MessageId, draft.Epoch, draft.Attempt, draft.Text);

    internal Draft Read() => new() { MessageId = MessageId, Epoch = Epoch, Attempt = Attempt, Text = Text };
}

/// <summary>What became of a draft, as it travels; without a code all is well.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.draft-answer")]
public sealed record DraftAnswer([property: Id(0)] string? Code, [property: Id(1)] int Status, [property: Id(2)] string? Why)
{
    internal static DraftAnswer Of(Result<Done> result) => result.Ok ? new(null, 0, null) : new(result.Refusal.Code, result.Refusal.Status, result.Refusal.Detail);

    internal Result<Done> Read() => Code is null ? Done.Value : new Refusal(Code, Status, Why ?? "");
}
