using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>What a request for embeddings asks, for providers that take texts.</summary>
/// <param name="Texts">JSON strings with their quotes.</param>
/// <param name="Dimensions">How long the vectors shall be; null: as the model makes them.</param>
internal sealed record EmbeddingsRequest(IReadOnlyList<ReadOnlyMemory<byte>> Texts, long? Dimensions)
{
    /// <summary>Reads the request, and notes in the call in which form the client wants its vectors.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> request, string provider, ForeignCall call,
        [NotNullWhen(true)] out EmbeddingsRequest? asked, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        asked = null;
        refusal = null;
        List<ReadOnlyMemory<byte>>? texts = null;
        long? dimensions = null;
        foreach (var field in new RawJson(request).Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("input"u8)) refusal = ReadInput(field.Value, provider, out texts);
            else if (field.Is("encoding_format"u8)) refusal = ReadFormat(field.Value, call);
            else if (field.Is("dimensions"u8)) refusal = ReadDimensions(field.Value, out dimensions);
            if (refusal is not null) return false;
        }

        if (refusal is null && texts is not { Count: > 0 })
            refusal = OpenAiError.InvalidRequest("The field 'input' is required and must not be empty.", "input", "missing_required_parameter");
        if (refusal is not null) return false;
        asked = new EmbeddingsRequest(texts!, dimensions);
        return true;
    }

    /// <summary>Notes in which form the client wants its vectors.</summary>
    public static OpenAiError? ReadFormat(RawJson format, ForeignCall call)
    {
        call.Base64Vectors = format.Is("base64"u8);
        return call.Base64Vectors || format.Is("float"u8)
            ? null
            : OpenAiError.InvalidRequest("The field 'encoding_format' must be 'float' or 'base64'.", "encoding_format", "invalid_value");
    }

    private static OpenAiError? ReadDimensions(RawJson wanted, out long? dimensions)
    {
        dimensions = wanted.Integer();
        return dimensions > 0 ? null : Refuse.InvalidValue("dimensions", "The field 'dimensions' must be a number above 0.");
    }

    private static OpenAiError? ReadInput(RawJson input, string provider, out List<ReadOnlyMemory<byte>> texts)
    {
        texts = [];
        if (input.IsString)
        {
            texts.Add(input.Bytes.ToArray());
            return null;
        }

        foreach (var item in input.Items)
        {
            if (!item.IsString)
                return Unsupported.Value(provider, "input", "must be a text or a list of texts, not numbers of tokens");
            texts.Add(item.Bytes.ToArray());
        }

        return input.IsArray ? null : OpenAiError.InvalidRequest("The field 'input' must be a text or a list of texts.", "input", "invalid_type");
    }
}

/// <summary>Writes embeddings in OpenAI's form.</summary>
internal static class EmbeddingsAnswer
{
    public static void Begin(Utf8JsonWriter json, ForeignCall call)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteString("model"u8, call.Model);
        json.WriteStartArray("data"u8);
    }

    /// <summary>One vector. False: it is none.</summary>
    public static bool TryItem(Utf8JsonWriter json, long index, RawJson vector, ForeignCall call)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, index);
        json.WritePropertyName("embedding"u8);
        if (!VectorJson.TryWrite(json, vector, call.Base64Vectors)) return false;
        json.WriteEndObject();
        return true;
    }

    /// <param name="json">Where to.</param>
    /// <param name="tokens">What the texts are; null: the provider has not said, and nothing is made up.</param>
    public static void End(Utf8JsonWriter json, long? tokens)
    {
        json.WriteEndArray();
        if (tokens is { } counted)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, counted);
            json.WriteNumber("total_tokens"u8, counted);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
    }
}
