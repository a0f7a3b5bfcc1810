using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Pictures;

/// <summary>Pictures at providers that want them uploaded. The same bytes are uploaded once for an hour, however many calls bring them, and for
/// each tenant and key apart; <see cref="PictureSweep"/> deletes them when that is over.</summary>
internal sealed class UploadedPictures(PictureFetch fetch, TimeProvider time)
{
    /// <summary>How long an upload serves other calls.</summary>
    public static readonly TimeSpan ReusedFor = TimeSpan.FromHours(1);

    /// <summary>When it is deleted: by then the last call that named it has been read by the provider.</summary>
    public static readonly TimeSpan DeletedAfter = ReusedFor + TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int MaxAnswer = 64 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<PicturePlace, UploadedPicture> known = [];
    private readonly List<UploadedPicture> all = [];

    /// <summary>Brings a request's pictures to the provider.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<TakenPictures> Take(PictureAccount account, string tenant, IReadOnlyList<AskedPicture> asked, CallClock clock)
    {
        try
        {
            var taken = await Task.WhenAll(asked.Select(picture => Take(account, tenant, picture, clock)));
            return new TakenPictures(
                [.. taken.Select(t => t.Outcome.Id ?? "")], [.. taken.Where(t => t.IsReused).Select(t => t.Upload!)], taken.Select(t => t.Outcome.Fault).FirstOrDefault(fault => fault is not null));
        }
        catch (Exception e) when (account.Upstream.FaultOf(e, clock) is { } fault)
        {
            return new TakenPictures([], [], fault);
        }
    }

    /// <summary>Uploads that have turned out not to be there any more: nobody is to use them again.</summary>
    public void Forget(TakenPictures taken)
    {
        lock (gate)
        {
            foreach (var upload in taken.Reused) ForgetPlace(upload);
        }
    }

    /// <summary>What is to be deleted by now.</summary>
    /// <param name="everything">Also what could still serve: the process ends.</param>
    public IReadOnlyList<UploadedPicture> Due(bool everything)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var due = all.FindAll(upload => upload.Flight.IsCompletedSuccessfully && (everything || now >= upload.At + DeletedAfter));
            foreach (var upload in due) ForgetPlace(upload);
            return due;
        }
    }

    /// <summary>It is deleted, or given up.</summary>
    public void Remove(UploadedPicture upload)
    {
        lock (gate)
        {
            ForgetPlace(upload);
            all.Remove(upload);
        }
    }

    /// <summary>The accounts that hold pictures.</summary>
    public IReadOnlyList<PictureAccount> Accounts()
    {
        lock (gate) return [.. all.Select(upload => upload.Account).DistinctBy(account => (account.Upstream.Id, account.Key.Id))];
    }

    private async Task<(PictureOutcome Outcome, UploadedPicture? Upload, bool IsReused)> Take(PictureAccount account, string tenant, AskedPicture asked, CallClock clock)
    {
        if (asked.Picture is not { } picture)
        {
            if (await fetch.Fetch(asked.Address!, account.Store.MaxBytes, time, clock.Token) is not { } bytes) return (Refused(account, PictureFetch.NotFetched(asked.Param)), null, false);
            if (Picture.Of(bytes) is not { } fetched) return (Refused(account, account.Store.NotTaken(asked.Param)), null, false);
            picture = fetched;
        }

        var (upload, isReused) = Begin(account, tenant, picture);
        return (await upload.Flight.WaitAsync(clock.Token), upload, isReused);
    }

    private static PictureOutcome Refused(PictureAccount account, OpenAiError refusal) =>
        new(null, account.Upstream.Fault(FaultCode.BadRequest, "cannot do what is asked") with { Refusal = refusal });

    private (UploadedPicture Upload, bool IsReused) Begin(PictureAccount account, string tenant, Picture picture)
    {
        var place = new PicturePlace(tenant, account.Upstream.Id, account.Key.Id, picture.Hash);
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (known.TryGetValue(place, out var there) && now < there.At + ReusedFor) return (there, true);
            var upload = new UploadedPicture(place, account, now, begun => Send(begun, picture));
            known[place] = upload;
            all.Add(upload);
            return (upload, false);
        }
    }

    private async Task<PictureOutcome> Send(UploadedPicture upload, Picture picture)
    {
        var isThere = false;
        try
        {
            var outcome = await Send(upload.Account, picture);
            isThere = outcome.Id is not null;
            return outcome;
        }
        finally
        {
            // What is not there must not serve the next call, nor be deleted.
            if (!isThere) Remove(upload);
        }
    }

    private async Task<PictureOutcome> Send(PictureAccount account, Picture picture)
    {
        var (upstream, store) = (account.Upstream, account.Store);
        using var clock = new CallClock(time, CancellationToken.None);
        clock.Allow(Patience);
        using var form = store.Form(picture);
        using var reply = await upstream.Post(upstream.Address(store.Path), account.Key, form, stream: false, store.Headers(), clock);
        if (reply.Fault is { } fault) return new PictureOutcome(null, fault);
        try
        {
            var answer = await UpstreamAnswer.Read(reply.Response!, MaxAnswer, clock.Token);
            return store.IdOf(answer.Span) is { } id ? new PictureOutcome(id, null) : new PictureOutcome(null, upstream.Fault(FaultCode.BadAnswer, "took a picture and did not name it"));
        }
        catch (Exception e) when (upstream.FaultOf(e, clock) is { } broken)
        {
            return new PictureOutcome(null, broken);
        }
    }

    private void ForgetPlace(UploadedPicture upload)
    {
        if (known.TryGetValue(upload.Place, out var there) && ReferenceEquals(there, upload)) known.Remove(upload.Place);
    }
}
