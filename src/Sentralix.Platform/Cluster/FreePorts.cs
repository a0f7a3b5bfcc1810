using System.Net;
using System.Net.Sockets;

namespace Sentralix.Platform.Cluster;

/// <summary>Ports for listeners that open a moment later, where port 0 cannot be given. They lie below the range from which the system
/// gives ports to outgoing connections (from 32768 on Linux, 49152 elsewhere), so that none of those takes one meanwhile.</summary>
internal static class FreePorts
{
    /// <summary>The lowest one.</summary>
    public const int First = 10_000;

    /// <summary>Above the highest one.</summary>
    public const int End = 32_000;

    /// <summary>Different ports on which nobody listens now.</summary>
    public static int[] Find(IPAddress address, int count)
    {
        ArgumentNullException.ThrowIfNull(address);
        var held = new List<TcpListener>();
        try
        {
            for (var tries = 0; held.Count < count; tries++)
            {
                // Asked at random: processes that start together would all find the same first one.
                var listener = new TcpListener(address, Random.Shared.Next(First, End));
                try
                {
                    listener.Start();
                    held.Add(listener);
                }
                catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied && tries < 1000)
                {
                    listener.Dispose();
                }
            }

            return [.. held.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            held.ForEach(l => l.Dispose());
        }
    }
}
