using Sentralix.Connectors.Sandbox.Telegram;

namespace Sentralix.EndToEnd.Channels;

/// <summary>What contacts send along.</summary>
public sealed class TelegramMediaTests
{
    [Fact]
    public async Task Pictures_voice_and_albums_are_stored_as_files_and_nothing_shows_where_the_channel_kept_them()
    {
        await using var house = await TelegramHouse.Open("sqlite", "webhook");
        var anna = new TelegramUser(77001, "Анна");
        var picture = Picture(1);
        byte[] voice = [.. "OggS"u8, .. Enumerable.Range(0, 5000).Select(i => (byte)i)];

        house.Bot.SendPhoto(anna, picture, "Вот чек");
        await house.Heard(anna.Id, 1);
        house.Bot.SendVoice(anna, voice, 6);
        await house.Heard(anna.Id, 2);
        house.Bot.SendPhoto(anna, "not a picture at all"u8.ToArray());
        await house.Heard(anna.Id, 3);
        house.Bot.SendAlbum(anna, [Picture(2), Picture(3), Picture(4)], "Три фото");
        await house.Heard(anna.Id, 4);

        var conversation = (await house.Api.All("/api/v1/conversations")).Single().GetProperty("id").GetString()!;
        var asked = (await house.Api.Messages(conversation)).Where(m => m.GetProperty("direction").GetString() == "in").ToList();
        Assert.Equal(4, asked.Count);
        var photo = asked[0].GetProperty("parts")[0];
        Assert.Equal(("image", "Вот чек", "stored", "image/png"), (photo.GetProperty("type").GetString(), photo.GetProperty("text").GetString(),
            photo.GetProperty("media").GetProperty("state").GetString(), photo.GetProperty("media").GetProperty("mime_type").GetString()));
        Assert.Equal(picture, await house.Api.Http.GetByteArrayAsync($"/api/v1/files/{photo.GetProperty("file_id").GetString()}/content"));
        var spoken = asked[1].GetProperty("parts")[0];
        Assert.Equal("voice", spoken.GetProperty("type").GetString());
        Assert.Equal(voice, await house.Api.Http.GetByteArrayAsync($"/api/v1/files/{spoken.GetProperty("file_id").GetString()}/content"));
        Assert.Equal("file", asked[2].GetProperty("parts")[0].GetProperty("type").GetString());
        Assert.Equal(3, asked[3].GetProperty("parts").EnumerateArray().Count(p => p.GetProperty("type").GetString() == "image" && p.TryGetProperty("file_id", out _)));
        var all = string.Concat(asked.Select(m => m.GetRawText()));
        Assert.DoesNotContain(house.Bot.Token, all, StringComparison.Ordinal);
        Assert.DoesNotContain(house.Telegram.Address.Authority, all, StringComparison.Ordinal);
    }

    /// <summary>A picture of one point; the number makes its bytes different.</summary>
    private static byte[] Picture(byte number) =>
    [
        .. Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), number,
    ];
}
