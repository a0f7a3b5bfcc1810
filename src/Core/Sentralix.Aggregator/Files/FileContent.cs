using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sentralix.Aggregator.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Files;

/// <summary>The bytes of a file. They are whatever somebody uploaded: a browser that opens this address must save them and never run them.</summary>
internal sealed class FileContent(StoredFiles files, IBlobs<AggregatorDbContext> blobs, IConversations conversations)
{
    private const string Scope = "files:read";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/files/{id}/content", (RequestDelegate)Download)
            .Behind(Listener.Public)
            .WithMetadata(new ContractMetadata(AggregatorModule.ServiceName, ContractKind.Public));

    private async Task Download(HttpContext http)
    {
        var caller = CallContext.Current;
        var id = (string)http.GetRouteValue("id")!;
        if (await Wall(caller, id, http.RequestAborted) is { } wall)
        {
            await Problems.Write(http, wall);
            return;
        }

        if (await files.Find(id, http.RequestAborted) is not { } file || await blobs.Open(file.Sha256, http.RequestAborted) is not { } bytes)
        {
            await Problems.Write(http, Refusal.NotFound("file"));
            return;
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "sandbox";
        await Results.Stream(bytes, "application/octet-stream", file.Name, enableRangeProcessing: true).ExecuteAsync(http);
    }

    // A contact sees what its own conversation shows, and of other files not even whether there are any.
    private async Task<Refusal?> Wall(CallContext caller, string id, CancellationToken cancellation)
    {
        if (caller.Conversation is not { } own) return caller.Holds(Scope) ? null : Refusal.Forbidden(Scope);
        using var _ = OnBehalf.Enter();
        var shown = await conversations.Shows(own, id, cancellation);
        return shown.Ok ? null : shown.Refusal;
    }
}
