using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress.Completions;
using Sentralix.Llm.Ingress.Messages;
using Sentralix.Llm.Ingress.Responses;

namespace Sentralix.Llm.Ingress;

/// <summary>The form that one client asks in: what he is told, answers and errors alike, is told in it.</summary>
/// <param name="form">The wire form.</param>
internal sealed class ClientForm(WireForm form)
{
    private static readonly CompletionsDialect InCompletions = new();
    private static readonly ResponsesDialect InResponses = new();
    private static readonly MessagesDialect InMessages = new();

    private readonly IClientDialect? dialect = form switch
    {
        WireForm.Completions => InCompletions,
        WireForm.Responses => InResponses,
        WireForm.Messages or WireForm.CountTokens => InMessages,
        _ => null,
    };

    private ClientCall? call;

    public WireForm Form => form;

    /// <summary>How the form is translated; null: it is the hub's own, or only passes through.</summary>
    public IClientDialect? Dialect => dialect;

    /// <summary>The answer is a chat's and is translated.</summary>
    public bool IsTranslated => call is not null;

    public void Translate(ClientCall translated) => call = translated;

    /// <summary>Tells of an error in place of an answer.</summary>
    public async Task Refuse(HttpResponse response, OpenAiError error, CancellationToken cancellation)
    {
        if (dialect is null) await error.Write(response, cancellation);
        else await OpenAiError.Write(response, error.Status, dialect.Error(error), cancellation);
    }

    /// <summary>Where a chat's stream is written to.</summary>
    public Stream Body(Stream client) => IsTranslated ? new ClientBody(dialect!.Stream(call!), client) : client;

    /// <summary>A whole chat answer in the client's form; null: it is not a chat answer.</summary>
    public ReadOnlyMemory<byte>? Answer(ReadOnlySpan<byte> answer)
    {
        var written = new ArrayBufferWriter<byte>(answer.Length + 256);

        // Not a conditional expression: in one, null would become an empty answer.
        if (!dialect!.TryAnswer(answer, call!, written)) return null;
        return written.WrittenMemory;
    }

    /// <summary>An error in the middle of a stream that is not translated: the whole event.</summary>
    public ReadOnlyMemory<byte> StreamError(OpenAiError error, ClientCall about)
    {
        var written = new ArrayBufferWriter<byte>(256);
        if (dialect is null || IsTranslated) ChunkWriter.Error(written, error);
        else dialect.Stream(about).Error(error, written);
        return written.WrittenMemory;
    }
}
