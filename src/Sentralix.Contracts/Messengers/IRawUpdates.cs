using System.Text.Json;
using Refit;

namespace Sentralix.Contracts.Messengers;

/// <summary>Updates as a channel sent them, for whoever must see what the platform could not read. Admin contract of every messenger, under
/// its own prefix (<c>~</c>). Secrets are not in them, and addresses end before their query.</summary>
[Contract("~", ContractKind.Admin), Family("telegram", "vk", "avito", "max", "jivosite")]
public interface IRawUpdates
{
    /// <summary>The longest reference, in characters: it holds the channel's own key of the update.</summary>
    const int LongestReference = 600;

    /// <summary>Updates of a connection that were not passed on: they wait, or their dead letter does. In the order of their references.</summary>
    [Get("/~/admin/v1/connections/{id}/updates"), Scope("channels:raw")]
    Task<Result<Page<RawUpdateSummary>>> List(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One update.</summary>
    /// <param name="id">The connection.</param>
    /// <param name="update">Its reference: what <c>raw</c> of a part says, or the list.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The update; <c>not_found</c>; <c>no_longer_kept</c> (410) once its time is over.</returns>
    [Get("/~/admin/v1/connections/{id}/updates/{update}"), Scope("channels:raw")]
    Task<Result<RawUpdateView>> Get(string id, [Longest(LongestReference)] string update, CancellationToken cancellation);
}

/// <summary>An update that was not passed on.</summary>
/// <param name="Reference">Names it.</param>
/// <param name="Thread">The channel's id of the conversation.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record RawUpdateSummary(string Reference, string Thread, DateTimeOffset ReceivedAt);

/// <summary>An update as it came.</summary>
/// <param name="Reference">Names it.</param>
/// <param name="ConnectionId">Whose.</param>
/// <param name="Thread">The channel's id of the conversation.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="PassedOn">Whether the core has been told of it.</param>
/// <param name="Body">What it says; null where it is no JSON.</param>
/// <param name="Text">Its first characters, where it is no JSON.</param>
public sealed record RawUpdateView(string Reference, string ConnectionId, string Thread, DateTimeOffset ReceivedAt, bool PassedOn, JsonElement? Body, string? Text);
