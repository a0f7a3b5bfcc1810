using System.Text.Json;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>A batch as clients see it.</summary>
internal static class BatchView
{
    public static void Write(Utf8JsonWriter json, BatchRow batch)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, batch.Id);
        json.WriteString("object"u8, "batch"u8);
        json.WriteString("endpoint"u8, batch.Endpoint);
        WriteRaw(json, "errors"u8, batch.Errors);
        json.WriteString("input_file_id"u8, batch.InputFileId);
        json.WriteString("completion_window"u8, batch.CompletionWindow);
        json.WriteString("status"u8, NameOf(batch.State));
        json.WriteString("output_file_id"u8, batch.OutputFileId);
        json.WriteString("error_file_id"u8, batch.ErrorFileId);
        WriteTime(json, "created_at"u8, batch.CreatedAt);
        WriteTime(json, "in_progress_at"u8, batch.InProgressAt);
        WriteTime(json, "expires_at"u8, batch.ExpiresAt);
        WriteTime(json, "finalizing_at"u8, batch.State is BatchState.Cancelling or BatchState.Cancelled ? null : batch.FinalizingAt);
        WriteTime(json, "completed_at"u8, EndOf(batch, BatchState.Completed));
        WriteTime(json, "failed_at"u8, EndOf(batch, BatchState.Failed));
        WriteTime(json, "expired_at"u8, EndOf(batch, BatchState.Expired));
        WriteTime(json, "cancelling_at"u8, batch.CancellingAt);
        WriteTime(json, "cancelled_at"u8, EndOf(batch, BatchState.Cancelled));
        json.WriteStartObject("request_counts"u8);
        json.WriteNumber("total"u8, batch.Total);
        json.WriteNumber("completed"u8, batch.Completed);
        json.WriteNumber("failed"u8, batch.Failed);
        json.WriteEndObject();
        WriteRaw(json, "metadata"u8, batch.Metadata);
        json.WriteEndObject();
    }

    public static string NameOf(BatchState state) => state switch
    {
        BatchState.Validating => "validating",
        BatchState.InProgress => "in_progress",
        BatchState.Finalizing => "finalizing",
        BatchState.Cancelling => "cancelling",
        BatchState.Completed => "completed",
        BatchState.Failed => "failed",
        BatchState.Expired => "expired",
        BatchState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private static DateTimeOffset? EndOf(BatchRow batch, BatchState state) => batch.State == state ? batch.EndedAt : null;

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } known) json.WriteNumber(name, known.ToUnixTimeSeconds());
        else json.WriteNull(name);
    }

    private static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        json.WritePropertyName(name);
        if (value is null) json.WriteNullValue();
        else json.WriteRawValue(value, skipInputValidation: true);
    }
}
