using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Sentralix.Llm.Dialect;

/// <summary>Reads a request in OpenAI's form once, front to back, and remembers where the few fields stand that the
/// gateway acts on. Serves chat and embeddings alike.</summary>
internal static class ChatRequestScan
{
    // Tool schemas nest deeper than System.Text.Json's default of 64 now and then.
    private const int MaxDepth = 256;
    private const int MaxModelLength = 256;

    public static bool TryRead(
        ReadOnlySpan<byte> body, out ChatRequestShape shape, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        shape = default;
        // The JSON reader does not look inside strings; what is not UTF-8 must not travel on.
        if (!Utf8.IsValid(body))
        {
            refusal = OpenAiError.InvalidRequest("The body of the request is not valid UTF-8.");
            return false;
        }

        var fields = new Fields();
        try
        {
            refusal = Read(body, ref fields);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair in a key or in the model's name.
            refusal = OpenAiError.InvalidRequest("The body of the request is not valid JSON.");
        }

        if (refusal is not null) return false;
        shape = fields.ToShape();
        return true;
    }

    private static OpenAiError? Read(ReadOnlySpan<byte> body, ref Fields fields)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return OpenAiError.InvalidRequest("The body of the request must be a JSON object.");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Recognise(ref reader);
            if (field == Field.MaxTokens) fields.MaxTokensName = new ByteRange((int)reader.TokenStartIndex, (int)reader.TokenStartIndex + "\"max_tokens\"".Length);
            reader.Read();
            if (field == Field.Other)
            {
                reader.Skip();
                continue;
            }

            // A second `model` would let the upstream read another one than the one that was checked here.
            if (!fields.Mark(field))
                return OpenAiError.InvalidRequest($"The field '{NameOf(field)}' is given twice.", NameOf(field));
            if (fields.Take(field, ref reader) is { } refusal) return refusal;
        }

        fields.ClosingBrace = (int)reader.TokenStartIndex;
        reader.Read(); // Throws on anything but white space after the object.

        return fields.Has(Field.Model)
            ? null
            : OpenAiError.InvalidRequest("The field 'model' is required.", "model", "missing_required_parameter");
    }

    private static Field Recognise(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("model"u8)) return Field.Model;
        if (reader.ValueTextEquals("stream"u8)) return Field.Stream;
        if (reader.ValueTextEquals("stream_options"u8)) return Field.StreamOptions;
        if (reader.ValueTextEquals("max_tokens"u8)) return Field.MaxTokens;
        if (reader.ValueTextEquals("max_completion_tokens"u8)) return Field.MaxCompletionTokens;
        if (reader.ValueTextEquals("temperature"u8)) return Field.Temperature;
        if (reader.ValueTextEquals("n"u8)) return Field.Choices;
        if (reader.ValueTextEquals("prompt_cache_key"u8)) return Field.CacheKey;
        return reader.ValueTextEquals("user"u8) ? Field.User : Field.Other;
    }

    private static string NameOf(Field field) => field switch
    {
        Field.Model => "model",
        Field.Stream => "stream",
        Field.StreamOptions => "stream_options",
        Field.MaxTokens => "max_tokens",
        Field.MaxCompletionTokens => "max_completion_tokens",
        Field.Temperature => "temperature",
        Field.Choices => "n",
        Field.CacheKey => "prompt_cache_key",
        Field.User => "user",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    [Flags]
    private enum Field
    {
        Other = 0,
        Model = 1,
        Stream = 2,
        StreamOptions = 4,
        MaxTokens = 8,
        MaxCompletionTokens = 16,
        Temperature = 32,
        Choices = 64,
        CacheKey = 128,
        User = 256,
    }

    private struct Fields
    {
        private Field seen;
        private string? model;
        private ByteRange modelValue;
        private bool stream;
        private ByteRange? streamOptions;
        private StreamOptionsKind streamOptionsKind;
        private ByteRange? includeUsage;
        private bool asksForUsage;
        private long? maxTokens;
        private long? maxCompletionTokens;
        private double? temperature;
        private long? choices;
        private ByteRange? cacheKey;
        private ByteRange? user;

        public int ClosingBrace { get; set; }

        public ByteRange? MaxTokensName { get; set; }

        public readonly bool Has(Field field) => (seen & field) != 0;

        public bool Mark(Field field)
        {
            if (Has(field)) return false;
            seen |= field;
            return true;
        }

        /// <summary>Reads the value that the reader stands on. Only what decides the way of the request is checked here;
        /// wrong types elsewhere are for the upstream to refuse, in its own words.</summary>
        public OpenAiError? Take(Field field, ref Utf8JsonReader reader)
        {
            switch (field)
            {
                case Field.Model:
                    return TakeModel(ref reader);
                case Field.Stream:
                    if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                        return OpenAiError.InvalidRequest("The field 'stream' must be a boolean.", "stream", "invalid_type");
                    stream = reader.TokenType == JsonTokenType.True;
                    return null;
                case Field.StreamOptions:
                    return TakeStreamOptions(ref reader);
                case Field.MaxTokens:
                    maxTokens = Integer(ref reader);
                    return null;
                case Field.MaxCompletionTokens:
                    maxCompletionTokens = Integer(ref reader);
                    return null;
                case Field.Choices:
                    choices = Integer(ref reader);
                    return null;
                case Field.CacheKey:
                    cacheKey = Text(ref reader);
                    return null;
                case Field.User:
                    user = Text(ref reader);
                    return null;
                default:
                    if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number)) temperature = number;
                    else reader.Skip();
                    return null;
            }
        }

        public readonly ChatRequestShape ToShape() => new()
        {
            Model = model!,
            ModelValue = modelValue,
            Stream = stream,
            StreamOptions = streamOptions,
            StreamOptionsKind = streamOptionsKind,
            IncludeUsage = includeUsage,
            AsksForUsage = asksForUsage,
            MaxTokens = maxCompletionTokens ?? maxTokens,
            MaxTokensName = MaxTokensName,
            Temperature = temperature,
            Choices = (int)Math.Clamp(choices ?? 1, 1, 128),
            CacheKey = cacheKey,
            User = user,
            ClosingBrace = ClosingBrace,
        };

        private OpenAiError? TakeModel(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.String)
                return OpenAiError.InvalidRequest("The field 'model' must be a string.", "model", "invalid_type");
            modelValue = new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            model = reader.GetString()!;
            return model.Length is > 0 and <= MaxModelLength
                ? null
                : OpenAiError.InvalidRequest(
                    $"The field 'model' must be 1 to {MaxModelLength} characters long.", "model", "invalid_value");
        }

        private OpenAiError? TakeStreamOptions(ref Utf8JsonReader reader)
        {
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                streamOptionsKind = reader.TokenType == JsonTokenType.Null ? StreamOptionsKind.Null : StreamOptionsKind.Other;
                reader.Skip();
                streamOptions = new ByteRange(start, (int)reader.BytesConsumed);
                return null;
            }

            streamOptionsKind = StreamOptionsKind.EmptyObject;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                streamOptionsKind = StreamOptionsKind.Object;
                var isUsage = reader.ValueTextEquals("include_usage"u8);
                reader.Read();
                var valueStart = (int)reader.TokenStartIndex;
                var isTrue = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                if (!isUsage) continue;
                if (includeUsage is not null)
                    return OpenAiError.InvalidRequest(
                        "The field 'stream_options.include_usage' is given twice.", "stream_options.include_usage");
                includeUsage = new ByteRange(valueStart, (int)reader.BytesConsumed);
                asksForUsage = isTrue;
            }

            streamOptions = new ByteRange(start, (int)reader.BytesConsumed);
            return null;
        }

        private static ByteRange? Text(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.String) return new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            reader.Skip();
            return null;
        }

        private static long? Integer(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)) return number;
            reader.Skip();
            return null;
        }
    }
}
