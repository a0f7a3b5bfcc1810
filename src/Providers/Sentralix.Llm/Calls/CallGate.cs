using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Routing;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Calls;

/// <summary>Whether a call is made at all: it must be within its limits, and it must be possible to account for it.</summary>
internal sealed class CallGate(Admission admission, Ledger ledger, CallRunner runner)
{
    private static readonly LimitRefusal NoRoom = new(
        new OpenAiError(StatusCodes.Status503ServiceUnavailable, "The ledger of model calls cannot be written, so none is made.", "server_error", null, "ledger_unavailable"), TimeSpan.FromSeconds(5));

    public Admitted? Enter(TenantBook book, CallContext caller, ModelRoute route, long bytes, in ChatRequestShape shape, out LimitRefusal? refusal) =>
        Enter(book, caller, route, book.Limits.Count == 0 ? 0 : runner.Estimate(route, bytes, shape), out refusal);

    /// <summary>Lets a call in that uses no tokens: it is a request all the same.</summary>
    public Admitted? EnterFree(TenantBook book, CallContext caller, ModelRoute route, out LimitRefusal? refusal) => Enter(book, caller, route, 0, out refusal);

    private Admitted? Enter(TenantBook book, CallContext caller, ModelRoute route, long tokens, out LimitRefusal? refusal)
    {
        refusal = ledger.HasRoom ? null : NoRoom;
        return refusal is null ? admission.Enter(book.Limits, caller.Actor, route.Id, tokens, out refusal) : null;
    }
}
