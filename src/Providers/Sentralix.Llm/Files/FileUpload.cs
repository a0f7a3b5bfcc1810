using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Files;

/// <summary>Receives an upload: a multipart form, its bytes stored as they come.</summary>
internal sealed class FileUpload(KeptFiles files, FileSettings settings)
{
    // What a form is besides its file.
    private const long Around = 64 * 1024;
    private const int LongestBoundary = 128;

    public async Task<(FileRow? File, OpenAiError? Refusal)> Receive(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > settings.MaxBytes + Around) return (null, TooLarge());
        if (BoundaryOf(request) is not { } boundary)
            return (null, OpenAiError.InvalidRequest("Upload the file as multipart/form-data with the fields 'file' and 'purpose'.", null, "invalid_content_type"));
        if (await files.Bytes(cancellation) >= settings.MaxBytesPerTenant) return (null, Full());

        // Kestrel's own limit is below ours and would answer in another shape.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = settings.MaxBytes + Around;
        try
        {
            return await Receive(new MultipartReader(boundary, request.Body), cancellation);
        }
        catch (BadHttpRequestException e)
        {
            return (null, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : new OpenAiError(e.StatusCode, e.Message, OpenAiError.InvalidRequestType, null, null));
        }
        catch (Exception e) when (e is IOException or InvalidDataException && !cancellation.IsCancellationRequested)
        {
            return (null, OpenAiError.InvalidRequest("The form of the upload cannot be read.", null, "invalid_multipart"));
        }
    }

    private async Task<(FileRow? File, OpenAiError? Refusal)> Receive(MultipartReader reader, CancellationToken cancellation)
    {
        var form = new FileForm();
        FileWriter? file = null;
        FileRow? kept = null;
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (NameOf(section) is not { } field) return (null, OpenAiError.InvalidRequest("A part of the form has no name.", null, "invalid_multipart"));
                if (field.Name != "file")
                {
                    if (await form.Take(field.Name, section, cancellation) is { } wrong) return (null, wrong);
                    continue;
                }

                if (file is not null) return (null, Refuse.InvalidValue("file", "The field 'file' is given twice."));
                form.Called(field.File);
                file = await files.Begin(KeptFiles.Input, cancellation);
                if (!await file.Write(section.Body, settings.MaxBytes, cancellation)) return (null, TooLarge());
            }

            if (file is null) return (null, Refuse.Missing("file"));
            if (file.Bytes == 0) return (null, Refuse.InvalidValue("file", "The file is empty."));
            if (form.Missing() is { } missing) return (null, missing);
            await file.Flush(cancellation);
            kept = await files.Keep(file, form.Name, form.Kept ?? settings.Kept, cancellation);
            return (kept, null);
        }
        finally
        {
            if (file is not null)
            {
                if (kept is null) await files.GiveUp(file);
                file.Dispose();
            }
        }
    }

    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= LongestBoundary } boundary ? boundary.ToString() : null;

    private static (string Name, string? File)? NameOf(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var about) || !about.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)) return null;
        var name = HeaderUtilities.RemoveQuotes(about.Name);
        var file = about.FileNameStar.HasValue ? about.FileNameStar : HeaderUtilities.RemoveQuotes(about.FileName);
        return name.HasValue ? (name.ToString(), file.HasValue ? file.ToString() : null) : null;
    }

    private OpenAiError TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, $"The file is larger than {settings.MaxBytes} bytes.", OpenAiError.InvalidRequestType, "file", "file_too_large");

    private OpenAiError Full() => new(
        StatusCodes.Status403Forbidden, $"The files of this tenant come to {settings.MaxBytesPerTenant} bytes or more. Delete some.", OpenAiError.InvalidRequestType, null, "storage_limit_exceeded");
}
