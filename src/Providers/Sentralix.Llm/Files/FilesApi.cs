using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Files;

/// <summary><c>/llm/v1/files</c>.</summary>
internal static class FilesApi
{
    private const int MostOfList = 10_000;

    public static void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("/files", (RequestDelegate)Create);
        group.MapGet("/files", (RequestDelegate)List);
        group.MapGet("/files/{id}", (RequestDelegate)Get);
        group.MapGet("/files/{id}/content", (RequestDelegate)Content);
        group.MapDelete("/files/{id}", (RequestDelegate)Delete);
    }

    private static async Task Create(HttpContext http)
    {
        var (file, refusal) = await http.RequestServices.GetRequiredService<FileUpload>().Receive(http.Request, http.RequestAborted);
        await (file is null ? refusal!.Write(http.Response, http.RequestAborted) : JsonAnswer.Write(http, json => FileView.Write(json, file)));
    }

    private static async Task List(HttpContext http)
    {
        if (!ListQuery.TryRead(http.Request.Query, MostOfList, MostOfList, out var query, out var refusal))
        {
            await refusal.Write(http.Response, http.RequestAborted);
            return;
        }

        string? purpose = http.Request.Query["purpose"];
        var files = purpose is null or KeptFiles.Input or KeptFiles.Output
            ? await Of(http).List(purpose, query.Ascending, query.After, query.Limit, http.RequestAborted)
            : [];
        await JsonAnswer.WriteList(http, files, query.Limit, f => f.Id, FileView.Write);
    }

    private static async Task Get(HttpContext http)
    {
        var file = await Of(http).Find(IdOf(http), http.RequestAborted);
        await (file is null ? NotFound(http) : JsonAnswer.Write(http, json => FileView.Write(json, file)));
    }

    private static async Task Content(HttpContext http)
    {
        var files = Of(http);
        if (await files.Find(IdOf(http), http.RequestAborted) is not { } file)
        {
            await NotFound(http);
            return;
        }

        await using var content = await files.Open(file.Id, http.RequestAborted);
        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = file.Bytes;
        var attached = new ContentDispositionHeaderValue("attachment");
        attached.SetHttpFileName(file.Name);
        http.Response.Headers.ContentDisposition = attached.ToString();
        await content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private static async Task Delete(HttpContext http)
    {
        var id = IdOf(http);
        switch (await Of(http).Delete(id, http.RequestAborted))
        {
            case FileRemoval.Unknown:
                await NotFound(http);
                break;
            case FileRemoval.InUse:
                // Official clients repeat 409 by themselves; the batch is not over the sooner.
                http.Response.Headers["x-should-retry"] = "false";
                var busy = new OpenAiError(StatusCodes.Status409Conflict, $"A batch that is under way reads the file '{id}'.", OpenAiError.InvalidRequestType, null, "file_in_use");
                await busy.Write(http.Response, http.RequestAborted);
                break;
            default:
                await JsonAnswer.Write(http, json => FileView.WriteDeleted(json, id));
                break;
        }
    }

    private static Task NotFound(HttpContext http) =>
        new OpenAiError(StatusCodes.Status404NotFound, $"There is no file '{IdOf(http)}'.", OpenAiError.InvalidRequestType, "id", "file_not_found").Write(http.Response, http.RequestAborted);

    private static string IdOf(HttpContext http) => (string)http.GetRouteValue("id")!;

    private static KeptFiles Of(HttpContext http) => http.RequestServices.GetRequiredService<KeptFiles>();
}
