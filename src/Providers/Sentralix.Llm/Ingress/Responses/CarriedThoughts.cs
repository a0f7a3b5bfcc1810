using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>Reasoning items that come back to the model that made them.</summary>
internal struct CarriedThoughts
{
    private List<byte[]>? details;
    private List<string>? texts;

    public CarriedThoughts()
    {
    }

    /// <summary>What belongs to the message or to its calls.</summary>
    public ExtraContents Extras { get; } = new();

    public void Take(RawJson item)
    {
        var content = item["encrypted_content"u8];
        if (content.HasText)
        {
            // What others have encrypted could be read by nobody behind this.
            if (SealedThoughts.Unseal(content) is { } detail && !Extras.TryTake(detail)) (details ??= []).Add(detail);
            return;
        }

        Read(item["summary"u8]);
        Read(item["content"u8]);
    }

    public readonly void Write(Utf8JsonWriter json)
    {
        Extras.Write(json);
        if (details is not null)
        {
            json.WriteStartArray("reasoning_details"u8);
            foreach (var detail in details) json.WriteRawValue(detail, skipInputValidation: true);
            json.WriteEndArray();
        }
        else if (texts is not null)
        {
            // Thoughts that are signed nowhere came from a server that has them in this field, and go back to it there.
            json.WriteString("reasoning_content"u8, string.Join("\n\n", texts));
        }
    }

    private void Read(RawJson parts)
    {
        if (!parts.IsArray) return;
        foreach (var part in parts.Items)
        {
            if (part["text"u8] is { HasText: true } text) (texts ??= []).Add(text.Text());
        }
    }
}
