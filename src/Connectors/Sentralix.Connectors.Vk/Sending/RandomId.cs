using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>The key under which VK takes a message once: a positive number of 32 bits, the same for the same segment for ever.</summary>
internal static class RandomId
{
    public static int Of(string messageId, int segment)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{messageId}:{segment}")));
        var number = BinaryPrimitives.ReadInt32BigEndian(hash) & int.MaxValue;

        // Under 0 VK would compare nothing.
        return number == 0 ? 1 : number;
    }
}
