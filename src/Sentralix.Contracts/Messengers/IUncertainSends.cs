using Refit;

namespace Sentralix.Contracts.Messengers;

/// <summary>Sends whose outcome is not known, for the person who decides what became of them. Admin contract of every messenger, under its own
/// prefix (<c>~</c>).</summary>
[Contract("~", ContractKind.Admin), Family("telegram", "vk", "avito", "max", "jivosite")]
public interface IUncertainSends
{
    /// <inheritdoc cref="IMessenger.Uncertain"/>
    [Get("/~/admin/v1/uncertain"), Scope("channels:read")]
    Task<Result<Page<OutboundView>>> Uncertain(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <inheritdoc cref="IMessenger.Resolve"/>
    [Post("/~/admin/v1/messages/{id}/resolve"), Scope("channels:send")]
    Task<Result<OutboundView>> Resolve(string id, [Body] ResolveUncertain body, CancellationToken cancellation);
}
