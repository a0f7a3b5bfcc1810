using System.Text;
using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Expressions;
using Sentralix.Expressions.Templates;
using Sentralix.Orchestrator.Scenarios;

namespace Sentralix.Orchestrator.Runs.Nodes;

/// <summary>One call to a model. By default its text is the answer, streamed to the customer as it comes.</summary>
internal sealed class LlmNode : Node
{
    /// <summary>What the model is told; left out: the assistant's instructions.</summary>
    public Template? Instructions { get; init; }

    public string? Model { get; init; }

    public int? MaxTokens { get; init; }

    public double? Temperature { get; init; }

    /// <summary>Whether the text is said, or only kept as a result.</summary>
    public bool Say { get; init; } = true;

    public IReadOnlyDictionary<string, Expression> Save { get; init; } = new Dictionary<string, Expression>();

    public override bool IsEffect => true;

    public static Node Read(NodeReader reader) => new LlmNode
    {
        Id = reader.Id,
        Instructions = reader.Template("instructions", required: false),
        Model = reader.Text("model", required: false),
        MaxTokens = (int?)reader.Whole("max_tokens", 1, 1_000_000),
        Temperature = reader.Number("temperature", 0, 2),
        Say = reader.Flag("say") ?? true,
        Save = reader.Save(),
        Next = reader.Next,
        OnError = reader.OnError,
    };

    public override async Task<NodeOutcome> Run(RunContext run, CancellationToken cancellation)
    {
        var configuration = run.Release.Configuration;
        var request = new GenerationRequest
        {
            CallKey = run.CallKey(Id),
            Conversation = run.ConversationId,
            Model = Model ?? configuration.Model,
            MaxTokens = MaxTokens ?? configuration.MaxTokens,
            Temperature = Temperature ?? configuration.Temperature,
            Messages = Prompt.Build(run, Instructions?.Render(run.Activation(Id)) ?? configuration.Instructions),
        };
        run.ModelCalls++;

        // Before a crash the customer may have seen the beginning of another answer: what follows is not silently something else.
        var text = new StringBuilder(Say && run.State.Started.ContainsKey(run.MessageId(Id)) ? Apology.Again(run.Question, configuration) : "");
        var again = text.Length;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation, run.Hush);
        GenerationEvent? end = null;
        try
        {
            end = await Listen(run, run.Services.Llm.Generate(request, enough.Token), text, enough.Token);
        }
        catch (OperationCanceledException) when (run.Hush.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return Stopped(run, text.ToString(), isEmpty: text.Length == again);
        }

        if (end is not { Type: "completed" }) return new NodeOutcome { Error = ErrorOf(end) };
        run.InputTokens += end.Usage?.InputTokens ?? 0;
        run.OutputTokens += end.Usage?.OutputTokens ?? 0;
        if (text.Length == again) return new NodeOutcome { Error = new RunError("upstream_bad_answer", "The model answered with nothing.", Id, end.Provider) };

        var said = text.ToString();
        var result = JsonSerializer.SerializeToElement(new { text = said, end.Model, end.Provider, end.FinishReason }, SentralixJson.Options);
        run.Save(Id, Save, result);
        return new NodeOutcome
        {
            Next = Next,
            Result = result,
            Message = Say ? run.NewMessage(run.MessageId(Id), said, Prompt.Citations(said, run.Passages)) : null,
        };
    }

    /// <returns>How the model ended; null: it did not.</returns>
    private async Task<GenerationEvent?> Listen(RunContext run, IAsyncEnumerable<GenerationEvent> generation, StringBuilder text, CancellationToken cancellation)
    {
        var passed = 0;
        await using var pieces = generation.GetAsyncEnumerator(cancellation);
        while (true)
        {
            // Pieces that are already there travel together; the customer waits for none of them.
            var next = pieces.MoveNextAsync();
            if (!next.IsCompleted) passed = await Pass(run, text, passed);
            if (!await next) return null;
            if (pieces.Current.Type != "delta")
            {
                if (pieces.Current.Type == "completed") await Pass(run, text, passed);
                return pieces.Current;
            }

            text.Append(pieces.Current.Text);
        }
    }

    private async Task<int> Pass(RunContext run, StringBuilder text, int passed)
    {
        if (!Say || text.Length <= passed) return text.Length;
        var id = run.MessageId(Id);
        if (run.Draft is { } draft) await draft.Grow(id, text.ToString);
        await run.PassDelta(id, passed, text.ToString(passed, text.Length - passed));
        return text.Length;
    }

    /// <summary>The customer has stopped the answer: what was said of it so far is the message, and the run is over.</summary>
    private NodeOutcome Stopped(RunContext run, string said, bool isEmpty) => new()
    {
        Result = JsonSerializer.SerializeToElement(new { text = said, finish_reason = "stopped" }, SentralixJson.Options),
        Message = Say && !isEmpty ? run.NewMessage(run.MessageId(Id), said, Prompt.Citations(said, run.Passages)) : null,
        Ended = "stopped",
    };

    private RunError ErrorOf(GenerationEvent? end) => end is null
        ? new RunError("upstream_stream_cut", "The model's stream ended without an end.", Id)
        : new RunError($"upstream_{end.ErrorCode ?? "failed"}", end.ErrorDetail ?? "The model failed without a reason.", Id, end.Provider);
}
