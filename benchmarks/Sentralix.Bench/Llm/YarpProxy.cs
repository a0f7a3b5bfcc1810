using Yarp.ReverseProxy.Configuration;

namespace Sentralix.Bench.Llm;

/// <summary>The peer: a reverse proxy as YARP's first page shows it, with one route, and without keys, checks or a log.</summary>
internal static class YarpProxy
{
    public const string Name = "yarp-proxy";

    public static async Task<int> Run(string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "chat", ClusterId = "upstream", Match = new RouteMatch { Path = "/v1/{**rest}" } }],
            [new ClusterConfig { ClusterId = "upstream", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream } } }]);
        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        System.Console.WriteLine($"Proxy is ready at {app.Urls.First()}");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
