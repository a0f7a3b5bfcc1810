using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One part of a message's content.</summary>
internal ref struct ChatPart
{
    public RawJson Type;
    public RawJson Text;
    public RawJson Refusal;
    public RawJson ImageUrl;
    public RawJson AudioData;
    public RawJson AudioFormat;
    public RawJson FileData;
    public RawJson FileName;
    public RawJson CacheControl;

    public static ChatPart Read(RawJson part)
    {
        var found = new ChatPart();
        foreach (var field in part.Fields)
        {
            if (field.Is("type"u8)) found.Type = field.Value;
            else if (field.Is("text"u8)) found.Text = field.Value;
            else if (field.Is("refusal"u8)) found.Refusal = field.Value;
            else if (field.Is("cache_control"u8)) found.CacheControl = field.Value;
            else if (field.Is("image_url"u8)) found.ReadImage(field.Value);
            else if (field.Is("input_audio"u8)) found.ReadAudio(field.Value);
            else if (field.Is("file"u8)) found.ReadFile(field.Value);
        }

        return found;
    }

    private void ReadImage(RawJson image)
    {
        foreach (var field in image.Fields)
        {
            if (field.Is("url"u8)) ImageUrl = field.Value;
        }
    }

    private void ReadAudio(RawJson audio)
    {
        foreach (var field in audio.Fields)
        {
            if (field.Is("data"u8)) AudioData = field.Value;
            else if (field.Is("format"u8)) AudioFormat = field.Value;
        }
    }

    private void ReadFile(RawJson file)
    {
        foreach (var field in file.Fields)
        {
            if (field.Is("file_data"u8)) FileData = field.Value;
            else if (field.Is("filename"u8)) FileName = field.Value;
        }
    }
}
