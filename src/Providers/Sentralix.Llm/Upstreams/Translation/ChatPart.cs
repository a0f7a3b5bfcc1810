namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One part of a message's content.</summary>
internal ref struct ChatPart
{
    public JsonValue Type;
    public JsonValue Text;
    public JsonValue Refusal;
    public JsonValue ImageUrl;
    public JsonValue AudioData;
    public JsonValue AudioFormat;
    public JsonValue FileData;
    public JsonValue FileName;
    public JsonValue CacheControl;

    public static ChatPart Read(JsonValue part)
    {
        var found = new ChatPart();
        var fields = new FieldWalk(part);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) found.Type = value;
            else if (fields.Is("text"u8)) found.Text = value;
            else if (fields.Is("refusal"u8)) found.Refusal = value;
            else if (fields.Is("cache_control"u8)) found.CacheControl = value;
            else if (fields.Is("image_url"u8)) found.ReadImage(value);
            else if (fields.Is("input_audio"u8)) found.ReadAudio(value);
            else if (fields.Is("file"u8)) found.ReadFile(value);
        }

        return found;
    }

    private void ReadImage(JsonValue image)
    {
        var fields = new FieldWalk(image);
        while (fields.Next(out var value))
        {
            if (fields.Is("url"u8)) ImageUrl = value;
        }
    }

    private void ReadAudio(JsonValue audio)
    {
        var fields = new FieldWalk(audio);
        while (fields.Next(out var value))
        {
            if (fields.Is("data"u8)) AudioData = value;
            else if (fields.Is("format"u8)) AudioFormat = value;
        }
    }

    private void ReadFile(JsonValue file)
    {
        var fields = new FieldWalk(file);
        while (fields.Next(out var value))
        {
            if (fields.Is("file_data"u8)) FileData = value;
            else if (fields.Is("filename"u8)) FileName = value;
        }
    }
}
