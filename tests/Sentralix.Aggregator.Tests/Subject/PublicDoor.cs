using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;

namespace Sentralix.Aggregator.Tests.Subject;

/// <summary>The public routes of a house behind a real Kestrel and the real border.</summary>
internal sealed class PublicDoor : IAsyncDisposable
{
    private readonly WebApplication application;

    private PublicDoor(WebApplication application)
    {
        this.application = application;
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address => new(application.Urls.First());

    public HttpClient Client { get; }

    /// <summary>What broke inside, if anything did.</summary>
    public List<Exception> Faults { get; } = [];

    public static async Task<PublicDoor> Open(House house)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(house.Api);
        builder.Services.AddSingleton(house.Files);
        builder.Services.AddSingleton(house.Tokens);
        var application = builder.Build();
        var door = (PublicDoor?)null;
        application.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested)
            {
                door!.Faults.Add(fault);
                throw;
            }
        });
        application.UseRouting();
        application.Use((http, next) => Admit(house, http, next));
        application.MapContract<IConversationApi>();
        application.MapContract<IFileApi>();
        application.MapContract<ISessionTokens>();
        house.Content.Map(application);
        house.Chat.Map(application);
        house.Visitors.Map(application);
        await application.StartAsync();
        door = new PublicDoor(application);
        return door;
    }

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string? bearer, HttpContent? content = null, string? accept = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await application.DisposeAsync();
    }

    // As the platform's doors do it.
    private static async Task Admit(House house, HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ContractMetadata>() is null)
        {
            await next(http);
            return;
        }

        var caller = await house.Border.Authenticate(http);
        if (!caller.Ok)
        {
            await Problems.Write(http, caller.Refusal);
            return;
        }

        using var _ = caller.Value.Enter();
        await next(http);
    }
}
