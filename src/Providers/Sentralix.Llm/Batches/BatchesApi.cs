using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Contracts;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.PassThrough;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Batches;

/// <summary><c>/llm/v1/batches</c>.</summary>
internal static class BatchesApi
{
    private const int MostOfList = 100;
    private const int UsualOfList = 20;
    private const string CreateRoute = "POST /llm/v1/batches";

    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("/batches", (RequestDelegate)Create);
        group.MapGet("/batches", (RequestDelegate)List);
        group.MapGet("/batches/{id}", (RequestDelegate)Get);
        group.MapPost("/batches/{id}/cancel", (RequestDelegate)Cancel);
    }

    private static async Task Create(HttpContext http)
    {
        if (await Read(http) is not { } body) return;
        try
        {
            if (BatchRequest.Read(body.Bytes.Span, out var refusal) is not { } request) await refusal!.Write(http.Response, http.RequestAborted);
            else if (http.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key]) await CreateOnce(http, request, key, body.Bytes);
            else await Answer(http, await Of(http).Create(request, http.RequestAborted));
        }
        finally
        {
            body.Release();
        }
    }

    private static async Task<RequestBody?> Read(HttpContext http)
    {
        try
        {
            if (await RequestBody.Read(http.Request, http.RequestAborted) is { } body) return body;
            await OpenAiError.TooLarge(RequestBody.Limit).Write(http.Response, http.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            await new OpenAiError(e.StatusCode, e.Message, OpenAiError.InvalidRequestType, null, null).Write(http.Response, http.RequestAborted);
        }

        return null;
    }

    /// <summary>A client that did not hear the answer asks again; the batch must not be made, and paid for, twice.</summary>
    private static async Task CreateOnce(HttpContext http, BatchRequest request, string key, ReadOnlyMemory<byte> body)
    {
        if (key.Length > Ids.MaxLength * 4 || !key.All(c => c is > ' ' and <= '~'))
        {
            await Refuse.InvalidValue("Idempotency-Key", "The Idempotency-Key must be 1 to 256 visible characters.").Write(http.Response, http.RequestAborted);
            return;
        }

        var memory = http.RequestServices.GetRequiredKeyedService<IIdempotency>(LlmModule.ServiceName);
        var caller = CallContext.Current;
        var scope = new IdempotencyScope(caller.Tenant, caller.Actor, CreateRoute, key, Convert.ToHexStringLower(SHA256.HashData(body.Span)));
        var begun = await memory.Begin(scope, http.RequestAborted);
        if (begun.Refusal is { } refused)
        {
            await new OpenAiError(refused.Status, refused.Detail, OpenAiError.InvalidRequestType, "Idempotency-Key", refused.Code).Write(http.Response, http.RequestAborted);
            return;
        }

        if (begun.Replay is { } known)
        {
            http.Response.Headers["Idempotent-Replayed"] = "true";
            await Answer(http, (await Of(http).Find(known.GetString()!, http.RequestAborted), null));
            return;
        }

        (BatchRow? Batch, OpenAiError? Refusal) made = default;
        try
        {
            made = await Of(http).Create(request, http.RequestAborted);
        }
        finally
        {
            // What was refused may be asked again under the same key.
            await memory.End(scope, begun.Claim!, keep: made.Batch is not null, made.Batch?.Id, null);
        }

        await Answer(http, made);
    }

    private static async Task Answer(HttpContext http, (BatchRow? Batch, OpenAiError? Refusal) made)
    {
        if (made.Batch is { } batch)
        {
            await JsonAnswer.Write(http, json => BatchView.Write(json, batch));
            return;
        }

        // Official clients repeat 429 by themselves, within seconds; no batch is over that soon.
        if (made.Refusal is { Status: StatusCodes.Status429TooManyRequests }) http.Response.Headers["x-should-retry"] = "false";
        await (made.Refusal is { } refusal ? refusal.Write(http.Response, http.RequestAborted) : NotFound(http, "made before"));
    }

    private static async Task List(HttpContext http)
    {
        if (!ListQuery.TryRead(http.Request.Query, MostOfList, UsualOfList, out var query, out var refusal))
        {
            await refusal.Write(http.Response, http.RequestAborted);
            return;
        }

        var batches = await Of(http).List(query.Ascending, query.After, query.Limit, http.RequestAborted);
        await JsonAnswer.WriteList(http, batches, query.Limit, b => b.Id, BatchView.Write);
    }

    private static async Task Get(HttpContext http)
    {
        var batch = await Of(http).Find(IdOf(http), http.RequestAborted);
        await (batch is null ? NotFound(http, IdOf(http)) : JsonAnswer.Write(http, json => BatchView.Write(json, batch)));
    }

    private static async Task Cancel(HttpContext http)
    {
        var (batch, done) = await Of(http).Cancel(IdOf(http), http.RequestAborted);
        if (batch is null) await NotFound(http, IdOf(http));
        else if (done) await JsonAnswer.Write(http, json => BatchView.Write(json, batch));
        else await OpenAiError.InvalidRequest($"The batch is '{BatchView.NameOf(batch.State)}' and cannot be cancelled.", null, "batch_not_cancellable").Write(http.Response, http.RequestAborted);
    }

    private static Task NotFound(HttpContext http, string id) =>
        new OpenAiError(StatusCodes.Status404NotFound, $"There is no batch '{id}'.", OpenAiError.InvalidRequestType, "id", "batch_not_found").Write(http.Response, http.RequestAborted);

    private static string IdOf(HttpContext http) => (string)http.GetRouteValue("id")!;

    private static BatchStore Of(HttpContext http) => http.RequestServices.GetRequiredService<BatchStore>();
}
