using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sentralix.Aggregator.Conversations;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Chat;

/// <summary>An assistant in OpenAI's form, for front ends that speak nothing else. A call opens a conversation, or goes on with the one in
/// <c>metadata.conversation_id</c>; its answer is the run's.</summary>
internal sealed class ChatApi(IConversationApi api, IConversations conversations, Follower follower, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/chat/completions", (RequestDelegate)Complete)
            .Behind(Listener.Public)
            .WithMetadata(new ContractMetadata(AggregatorModule.ServiceName, ContractKind.Public));

    private async Task Complete(HttpContext http)
    {
        var gone = http.RequestAborted;
        var question = await Read(http);
        var asked = question.Ok ? await Ask(http, question.Value, gone) : question.Refusal;
        if (!asked.Ok)
        {
            await OpenAiErrors.Write(http, asked.Refusal);
            return;
        }

        var exchange = new ChatExchange(question.Value!, asked.Value.Message!.ConversationId, asked.Value.RunId!, clock.GetUtcNow());
        var events = follower.Follow(exchange.Conversation, exchange.Run, null, gone);
        if (question.Value!.Stream) await ChatStream.Write(http, exchange, events, Usage);
        else await Whole(http, exchange, events);
    }

    private static async Task<Result<ChatQuestion>> Read(HttpContext http)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return ChatQuestion.Read(body.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The reader of text says "invalid operation" of a string with half a surrogate pair.
            return ChatQuestion.Bad("body", "The body is not valid JSON.");
        }
    }

    private async Task<Result<MessageAccepted>> Ask(HttpContext http, ChatQuestion question, CancellationToken gone)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > 255) return ChatQuestion.Bad("Idempotency-Key", "'Idempotency-Key' must have at most 255 characters.");
        using var _ = (CallContext.Current with { IdempotencyKey = key.Length == 0 ? null : key }).Enter();
        var conversation = question.Conversation;
        if (conversation is null)
        {
            var opened = await api.Open(new StartConversation { AssistantId = question.AssistantId }, gone);
            if (!opened.Ok) return opened.Refusal;
            conversation = opened.Value.Id;
        }

        var sent = await api.Send(conversation, new SendMessage { Parts = [MessagePart.OfText(question.Text)] }, gone);
        if (!sent.Ok) return sent.Refusal.Errors is { } errors ? ChatQuestion.Bad("messages", $"The message {errors.Values.First()[0]}.") : sent.Refusal;
        if (sent.Value.RunId is null) return Refusal.Conflict("control_held", "The message is delivered, but a human has control of this conversation and answers in it.");
        return sent;
    }

    private async Task Whole(HttpContext http, ChatExchange exchange, IAsyncEnumerable<ConversationEvent> events)
    {
        var text = new SaidText();
        ConversationEvent? end = null;
        await foreach (var what in events)
        {
            text.Add(what);
            end = what;
        }

        if (exchange.FailureOf(end, text) is { } failure)
        {
            await OpenAiErrors.Write(http, failure);
            return;
        }

        await http.Response.WriteAsJsonAsync(exchange.Completion(text, end, await Usage(exchange.Run, http.RequestAborted)), ChatWire.Options, "application/json", http.RequestAborted);
    }

    private async Task<RunUsage?> Usage(string run, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return (await conversations.Run(run, cancellation)).OrThrow().Usage;
    }
}
