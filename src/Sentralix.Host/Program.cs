using Microsoft.Extensions.Options;
using Sentralix.Aggregator;
using Sentralix.Host;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Security;

try
{
    await using var host = await PlatformHost.Compose(args, Modules.All);
    if (host is null) return 0;
    await host.Start();
    if (host.Services.GetService<IBootstrap>()?.NewAdminKey is { } key) Console.WriteLine($"Admin API key (shown once, keep it): {key}");
    Console.WriteLine($"Sentralix is ready at {host.PublicUrl.ToString().TrimEnd('/')}");
    await host.WaitForShutdown();
    return 0;
}
catch (Exception fault) when (fault is PlatformStartException or OptionsValidationException or Npgsql.NpgsqlException or IOException)
{
    await Console.Error.WriteLineAsync($"Sentralix cannot start: {fault.Message}");
    return 1;
}
