using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Fetches what contacts send along, once, and stores it as files: a channel's own address expires, and may hold its token.</summary>
internal sealed class MediaIntake(string service, IStore<MessagingDbContext> store, IChannel channel, IFileStore files, TimeProvider clock)
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The parts with their bytes stored, or with the reason why they are not. Media never holds a message up for long.</summary>
    public async Task<IReadOnlyList<MessagePart>> Fetch(OpenConnection connection, Inbound what, CancellationToken cancellation)
    {
        if (what.Media.Count == 0) return what.Parts;
        var parts = what.Parts.ToList();
        foreach (var (place, media) in what.Media) parts[place] = await Fetch(connection, parts[place], media, cancellation);
        return parts;
    }

    private async Task<MessagePart> Fetch(OpenConnection connection, MessagePart part, InboundMedia media, CancellationToken cancellation)
    {
        var unique = media.Unique ?? media.Reference;
        if (await Known(connection, unique, cancellation) is { } known) return Stored(part, known);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Bring(connection, part, media, unique, cancellation);
            }
            catch (ChannelException gone) when (gone.Error.Code is "media_expired" or "media_too_large")
            {
                return With(part, gone.Error.Code == "media_expired" ? MediaState.Expired : MediaState.TooLarge);
            }
            catch (Exception trouble) when (trouble is ChannelException or HttpRequestException or IOException || (trouble is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                if (attempt == Tries) return With(part, MediaState.Failed);
                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }

    private async Task<MessagePart> Bring(OpenConnection connection, MessagePart part, InboundMedia media, string unique, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        await using var source = await channel.OpenMedia(connection.Access, media.Reference, patience.Token);
        using var bytes = new MemoryStream();
        if (!await Copy(source, bytes, patience.Token)) return With(part, MediaState.TooLarge);
        if (bytes.Length == 0) return With(part, MediaState.Failed);

        // What calls itself a picture and is none is kept as a file, so that nobody tries to show it.
        var kind = Pictures.TypeOf(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        var typed = part.Type == PartTypes.Image && kind is null ? part with { Type = PartTypes.File } : part;
        var mime = kind ?? (typed.Type == part.Type ? part.Media?.MimeType : null) ?? "application/octet-stream";
        bytes.Position = 0;
        Result<StoredFile> file;
        using (CallContext.Current.As(service).Enter()) file = await files.Store(bytes, mime, NameOf(typed), patience.Token);
        if (!file.Ok) return With(typed, file.Refusal.Status == 413 ? MediaState.TooLarge : MediaState.Failed);
        await Remember(connection, unique, file.Value.Id);
        return Stored(typed with { Media = (typed.Media ?? Empty) with { MimeType = mime, Size = file.Value.Bytes } }, file.Value.Id);
    }

    private static async Task<bool> Copy(Stream source, MemoryStream target, CancellationToken cancellation)
    {
        var block = new byte[64 * 1024];
        int read;
        while ((read = await source.ReadAsync(block, cancellation)) > 0)
        {
            if (target.Length + read > IFileApi.MaxFile) return false;
            target.Write(block, 0, read);
        }

        return true;
    }

    private Task<string?> Known(OpenConnection connection, string unique, CancellationToken cancellation) => store.Read(
        (db, c) => db.Media.Where(m => m.ConnectionId == connection.Access.ConnectionId && m.Unique == unique).Select(m => m.FileId).SingleOrDefaultAsync(c), cancellation);

    private Task Remember(OpenConnection connection, string unique, string file) => store.Write(async (db, c) =>
    {
        var id = connection.Access.ConnectionId;
        await db.Lock("media", $"{id}/{unique}", c);
        if (await db.Media.AnyAsync(m => m.ConnectionId == id && m.Unique == unique, c)) return;
        db.Media.Add(new MediaRow { ConnectionId = id, Unique = unique, FileId = file, CreatedAt = clock.GetUtcNow() });
    }, CancellationToken.None);

    private static readonly MediaDetails Empty = new() { State = MediaState.Remote };

    private static MessagePart Stored(MessagePart part, string file) => With(part, MediaState.Stored) with { FileId = file };

    private static MessagePart With(MessagePart part, MediaState state) => part with { Media = (part.Media ?? Empty) with { State = state } };

    private static string NameOf(MessagePart part)
    {
        var name = new string([.. (part.Media?.FileName ?? "").Where(c => !char.IsControl(c))]).Trim();
        return name.Length is 0 ? part.Type : name.Length > 255 ? name[^255..] : name;
    }
}

/// <summary>The pictures that browsers show, by their first bytes: what a sender says of his bytes proves nothing.</summary>
internal static class Pictures
{
    public static string? TypeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "image/jpeg";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return "image/png";
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return "image/gif";
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)) return "image/webp";
        if (bytes.StartsWith("BM"u8)) return "image/bmp";
        return null;
    }
}
