using System.Collections.Concurrent;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Pictures of cards. Each takes two calls, and ten of them more than VK allows in a second: what was uploaded is remembered, so that
/// the next try goes on where the last one stopped.</summary>
internal sealed class CardPictures(OpenOutgoingFile? files)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(string Connection, string Peer, string File), string> done = new();

    /// <summary>VK's names of the pictures, by the file.</summary>
    /// <returns>The names; null: one of the files is no picture that VK shows.</returns>
    /// <exception cref="ChannelException">VK refuses, or cannot be reached; or a file is not there any more.</exception>
    public async Task<IReadOnlyDictionary<string, string>?> Put(VkApi api, Access access, string peer, IReadOnlyList<SegmentCard> cards, CancellationToken cancellation)
    {
        var names = new Dictionary<string, string>();
        foreach (var id in cards.Select(card => card.FileId).OfType<string>().Distinct())
        {
            var key = (access.ConnectionId, peer, id);
            if (!done.TryGetValue(key, out var name))
            {
                if (files is null || await files(access.ConnectionId, id, cancellation) is not { } file) throw new ChannelException(new(ChannelErrors.ContentRejected, null, "The file to be sent is not there any more."));
                await using (file)
                {
                    if (!Uploads.IsPicture(file)) return null;
                    name = await Uploads.Upload(api, peer, new Segment { Kind = PartTypes.Image }, file, cancellation);
                }

                if (done.Count >= Most) done.Clear();
                done[key] = name;
            }

            // A card names its picture without its type and its key: photo-1_2_key is -1_2 there.
            names[id] = string.Join('_', name["photo".Length..].Split('_').Take(2));
        }

        return names;
    }

    /// <summary>Uploads that VK does not know any more.</summary>
    public void Forget(Access access, string peer, IReadOnlyList<SegmentCard> cards)
    {
        foreach (var card in cards)
            if (card.FileId is { } id) done.TryRemove((access.ConnectionId, peer, id), out _);
    }
}
