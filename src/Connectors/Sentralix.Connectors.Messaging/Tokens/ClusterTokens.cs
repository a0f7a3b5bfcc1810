using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Tokens;

/// <summary>Tokens of a service, shared in the cluster. A cluster that does not answer is no reason to be without a token: then each process
/// asks for its own.</summary>
/// <param name="service">The service's name.</param>
/// <param name="grains">The cluster.</param>
/// <param name="box">Seals what travels.</param>
/// <param name="logger">The log.</param>
public sealed partial class ClusterTokens(string service, IGrainFactory grains, SecretBox box, ILogger<ClusterTokens> logger) : ISharedTokens
{
    /// <inheritdoc/>
    public async Task<TokenTurn> Take(string key, string? refused)
    {
        try
        {
            var turn = await Place(key).Take(refused is null ? null : Mark(refused));
            return new(turn.Token is null ? null : JsonSerializer.Deserialize<SharedToken>(box.Open(Tenant, Row(key), turn.Token), SentralixJson.Options), turn.IsYours);
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            LogAway(away.GetType().Name);
            return new(null, true);
        }
    }

    /// <inheritdoc/>
    public async Task Keep(string key, SharedToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        try
        {
            await Place(key).Keep(Mark(token.Value), box.Seal(Tenant, Row(key), JsonSerializer.Serialize(token, SentralixJson.Options)), token.RenewAt, token.ExpiresAt);
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            LogAway(away.GetType().Name);
        }
    }

    /// <inheritdoc/>
    public async Task GiveUp(string key)
    {
        try
        {
            await Place(key).GiveUp();
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            LogAway(away.GetType().Name);
        }
    }

    private static string Tenant => CallContext.Current.Tenant;

    private ITokenPlaceGrain Place(string key) => grains.GetGrain<ITokenPlaceGrain>($"{Tenant}/{service}/{key}");

    private string Row(string key) => $"{service}/{key}/token";

    private static string Mark(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster does not share tokens now ({Fault}): this process asks for its own")]
    private partial void LogAway(string fault);
}
