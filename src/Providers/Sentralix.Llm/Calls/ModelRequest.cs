using Sentralix.Llm.Caching;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Routing;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Calls;

/// <summary>One call of a client, whatever form it came in.</summary>
internal sealed class ModelRequest
{
    /// <summary><c>llm_…</c>; its attempts are accounted under it.</summary>
    public required string CallId { get; init; }

    public required CallContext Caller { get; init; }

    public required TenantBook Book { get; init; }

    public required ModelRoute Route { get; init; }

    /// <summary>What is asked of an upstream: <see cref="WireForm.Chat"/> also for what was asked in another form and translated.</summary>
    public required WireForm Form { get; init; }

    /// <summary>The form that the client asks and is answered in.</summary>
    public ClientForm Client { get; init; } = new(WireForm.Chat);

    /// <summary>Whether the chat request was written here and not by the client, so that its fields are ours to name.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The request in <see cref="Form"/>.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required ChatRequestShape Shape { get; init; }

    /// <summary>Headers that go on to the upstream.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The conversation that it belongs to, where the caller names one.</summary>
    public string? Conversation { get; init; }

    /// <summary>The batch that it is a line of.</summary>
    public string? Batch { get; init; }

    /// <summary>What calls that should meet the same prompt cache have in common.</summary>
    public string? Affinity { get; init; }

    /// <summary>The route's guards over this call, which have seen the request already; null: there are none.</summary>
    public GuardedCall? Guard { get; init; }

    /// <summary>What is remembered for this call; null: nothing is, and nothing will be.</summary>
    public ICallCache? Cache { get; init; }

    /// <summary>What the call is let in with.</summary>
    public required Admitted Admitted { get; init; }

    /// <summary>What the client's form wants to know about the call.</summary>
    public ClientCall About => new() { Request = Body, Model = Route.Id, Id = CallId["llm_".Length..], Created = CreatedAt.ToUnixTimeSeconds() };

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the call began.</summary>
    public required long Started { get; init; }

    /// <summary>How long the caller waits for a stream's first event, all attempts together.</summary>
    public TimeSpan? FirstByteTimeout { get; init; }

    /// <summary>What is left of <see cref="FirstByteTimeout"/>.</summary>
    public TimeSpan? LeftToFirstByte(TimeProvider time) => FirstByteTimeout is { } allowed ? allowed - time.GetElapsedTime(Started) : null;

    /// <summary>Whether the route's guards look at the answer. Only a chat's has texts.</summary>
    public bool Guards => Form == WireForm.Chat && Guard is { Watches: true };

    /// <summary>Whether the answer has to be JSON, and is mended where it is not.</summary>
    public bool RepairsJson => Form == WireForm.Chat && Guard is { } guard && guard.Repairs(Body.Span);

    /// <summary>Makes of a whole answer what the client is given: what the guards let through, in the client's form.</summary>
    /// <param name="hub">The answer in <see cref="Form"/>.</param>
    /// <param name="answer">What the client is given.</param>
    /// <param name="blocked">Why it is not given at all.</param>
    /// <returns>False: it is no chat's answer.</returns>
    public bool TryForClient(ReadOnlyMemory<byte> hub, out ReadOnlyMemory<byte> answer, out OpenAiError? blocked)
    {
        (answer, blocked) = (hub, null);
        if (Guards)
        {
            if (Guard!.Answer(hub) is not { } passed)
            {
                blocked = GuardedCall.AnswerBlocked;
                return true;
            }

            answer = passed;
        }

        if (!Client.IsTranslated) return true;
        if (Client.Answer(answer.Span) is not { } translated) return false;
        answer = translated;
        return true;
    }

    /// <summary>Nothing is generated and nothing is paid for.</summary>
    public bool IsFree => Form == WireForm.CountTokens;

    /// <summary>The operation's name in the ledger and in traces.</summary>
    public string Operation => Form switch
    {
        WireForm.Chat => "chat",
        WireForm.Embeddings => "embeddings",
        WireForm.Completions => "completions",
        WireForm.Responses => "responses",
        WireForm.Messages => "messages",
        WireForm.Rerank => "rerank",
        WireForm.Moderations => "moderations",
        WireForm.CountTokens => "count_tokens",
        _ => throw new InvalidOperationException($"No operation is called {Form}."),
    };
}
