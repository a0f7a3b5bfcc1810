using Sentralix.Connectors.Messaging.Sandboxes;

namespace Sentralix.Connectors.Sandbox.Worlds;

/// <summary>How much a sandbox keeps, and where its calls go.</summary>
internal static class SandboxHome
{
    /// <summary>People of one sandbox.</summary>
    public const int MostContacts = 100;

    /// <summary>Events of one chat that can be read back, and messages of it that can be edited.</summary>
    public const int MostMessages = 500;

    // Numbers go on by eight each second, so that a sandbox that begins anew is ahead of all that it used before, and fit into 32 bits for
    // eight years; then they begin anew, long after what they are compared with is gone.
    private const long Epoch = 1_790_000_000;
    private const int NumbersOfASecond = 8;

    public static StandInHome Of(SandboxSeat seat) => new()
    {
        Messages = MostMessages,
        Records = 2_000,
        FileBytes = 32 << 20,
        NumbersAfter = (int)Math.Abs((seat.Clock.GetUtcNow().ToUnixTimeSeconds() - Epoch) * NumbersOfASecond % int.MaxValue) + 1,
        WayOut = seat.WayToHook,
    };
}
