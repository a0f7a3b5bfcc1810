namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A channel whose contacts do not wait long for a first word: where the assistant is slow, a few words are said in its place.</summary>
public interface IFillsSilence
{
    /// <summary>What is said, and when; null: nothing.</summary>
    SilenceFiller? Filler(Access access);
}

/// <summary>Words for a contact whom the assistant has not answered yet.</summary>
/// <param name="Text">The words.</param>
/// <param name="After">How long after the contact's message.</param>
public sealed record SilenceFiller(string Text, TimeSpan After);
