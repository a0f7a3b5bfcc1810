namespace Sentralix.Llm.Upstreams.Pictures;

/// <summary>Where pictures are uploaded to: a provider with one of its keys.</summary>
/// <param name="Upstream">The provider.</param>
/// <param name="Key">The key, whose account the pictures are in.</param>
/// <param name="Store">How it takes them.</param>
internal sealed record PictureAccount(Upstream Upstream, UpstreamKey Key, IPictureStore Store);

/// <summary>Which picture of whom, where. Tenants that share a provider share no pictures.</summary>
internal readonly record struct PicturePlace(string Tenant, string Upstream, string? Key, string Hash);

/// <summary>A picture that is at a provider, or on its way there.</summary>
internal sealed class UploadedPicture
{
    public UploadedPicture(PicturePlace place, PictureAccount account, DateTimeOffset at, Func<UploadedPicture, Task<PictureOutcome>> send)
    {
        Place = place;
        Account = account;
        At = at;

        // Of its own, and of no caller's: one that hangs up must not take it from the others.
        Flight = Task.Run(() => send(this), CancellationToken.None);
    }

    public PicturePlace Place { get; }

    public PictureAccount Account { get; }

    /// <summary>When its upload began.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Ends with its id there, or with why there is none.</summary>
    public Task<PictureOutcome> Flight { get; }

    /// <summary>How often its deletion has failed.</summary>
    public int Failures { get; set; }
}

/// <summary>What has become of an upload: one of the two.</summary>
internal readonly record struct PictureOutcome(string? Id, UpstreamFault? Fault);

/// <summary>The pictures of one request.</summary>
/// <param name="Ids">The provider's, in the order of the request.</param>
/// <param name="Reused">Those that had been uploaded before.</param>
/// <param name="Fault">Why they are not there.</param>
internal sealed record TakenPictures(IReadOnlyList<string> Ids, IReadOnlyList<UploadedPicture> Reused, UpstreamFault? Fault);
