using System.Security.Cryptography;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A file that a bot or a person has sent.</summary>
/// <param name="FileId">The id that calls take; of one bot.</param>
/// <param name="UniqueId">Of the content: the same for every bot, and no use for a download.</param>
/// <param name="Kind">The field it is in, such as <c>voice</c>.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Name">The name it was sent under.</param>
/// <param name="Mime">The type it was sent under.</param>
internal sealed record StoredFile(string FileId, string UniqueId, string Kind, byte[] Content, string? Name, string? Mime)
{
    /// <summary>Where it is downloaded from, once <c>getFile</c> has told.</summary>
    public string Path { get; init; } = "";

    public void WriteIds(Utf8JsonWriter json)
    {
        json.WriteString("file_id", FileId);
        json.WriteString("file_unique_id", UniqueId);
        json.WriteNumber("file_size", Content.Length);
    }
}

/// <summary>The files of one bot.</summary>
internal sealed class FileStore(StandInHome home)
{
    /// <summary>How long a download address holds. Telegram promises an hour; here it is not more, so that nothing relies on more.</summary>
    private static readonly TimeSpan AddressHolds = TimeSpan.FromHours(1);

    private readonly Recent<string, StoredFile> files = new(home.Records, home.FileBytes, file => file.Content.Length);
    private readonly Recent<string, (string FileId, DateTimeOffset Until)> addresses = new(home.Records);
    private long last;

    public StoredFile Add(string kind, byte[] content, string? name, string? mime)
    {
        var number = Interlocked.Increment(ref last);
        var print = Convert.ToBase64String(SHA256.HashData(content).AsSpan(0, 9)).Replace('+', '-').Replace('/', '_');
        var extension = System.IO.Path.GetExtension(name) is { Length: > 0 } given ? given : kind switch { "photo" => ".jpg", "voice" => ".oga", "video" or "animation" or "video_note" => ".mp4", "audio" => ".mp3", _ => "" };
        var file = new StoredFile($"AgACAgIAAx{kind[0]}{number:X8}{print}", "AQAD" + print, kind, content, name, mime) { Path = $"{kind}s/file_{number}{extension}" };
        files[file.FileId] = file;
        return file;
    }

    public int Kept => files.Values.Count;

    public StoredFile? Find(string fileId) => files.GetValueOrDefault(fileId);

    public void OpenAddress(StoredFile file, DateTimeOffset now) => addresses[file.Path] = (file.FileId, now + AddressHolds);

    public StoredFile? AtAddress(string path, DateTimeOffset now) => addresses.TryGetValue(path, out var there) && there.Until > now ? Find(there.FileId) : null;
}
