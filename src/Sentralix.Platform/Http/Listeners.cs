using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sentralix.Platform.Http;

/// <summary>The two doors of a process.</summary>
[Flags]
public enum Listener
{
    /// <summary>No door.</summary>
    None = 0,

    /// <summary>Standard and admin contracts, with internal tokens; loopback unless TLS guards it.</summary>
    Internal = 1,

    /// <summary>The public API, the page, hooks.</summary>
    Public = 2,
}

/// <summary>Says behind which door an endpoint answers; elsewhere it does not exist.</summary>
public sealed record ListenerMetadata(Listener Listener);

/// <summary>Which door a request came in by.</summary>
public static class ListenerExtensions
{
    /// <summary>Marks the connections of a Kestrel listener.</summary>
    public static void Mark(this ListenOptions options, Listener listener) => options.Use(next => connection =>
    {
        connection.Features.Set(new ListenerFeature(listener));
        return next(connection);
    });

    /// <summary>The door this request came in by; a request that the public door forwarded after its own check counts as internal.</summary>
    public static Listener CameBy(this HttpContext http) =>
        http.Items.ContainsKey(ForwardedKey) ? Listener.Internal : http.Features.Get<ListenerFeature>()?.Listener ?? Listener.None;

    /// <summary>Lets an authenticated public request through to an internal endpoint of this process.</summary>
    public static void MarkForwarded(this HttpContext http) => http.Items[ForwardedKey] = true;

    /// <summary>Whether the public door let this request through to an internal endpoint.</summary>
    public static bool WasForwarded(this HttpContext http) => http.Items.ContainsKey(ForwardedKey);

    /// <summary>Restricts endpoints to a door.</summary>
    public static TBuilder Behind<TBuilder>(this TBuilder builder, Listener listener)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ListenerMetadata(listener));

    private const string ForwardedKey = "sentralix.forwarded";

    private sealed record ListenerFeature(Listener Listener);
}
