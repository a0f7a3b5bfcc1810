using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Platform.Hosting;

namespace Sentralix.Llm.Upstreams.Pictures;

/// <summary>Deletes pictures at providers when they have served: some time after their upload, and when the process ends. What a process that
/// died has left there is found by its name in the account's list.</summary>
internal sealed partial class PictureSweep(UploadedPictures pictures, TimeProvider time, ILogger<PictureSweep> logger) : IHostedService
{
    /// <summary>No process, whichever, uses a file that is older.</summary>
    public static readonly TimeSpan LeftAfter = TimeSpan.FromHours(3);

    /// <summary>When it looks.</summary>
    public static readonly UpkeepPlan Plan = new("llm.pictures", TimeSpan.FromMinutes(5));

    private const int MaxList = 16 * 1024 * 1024;
    private const int MostFailures = 5;

    private static readonly TimeSpan BetweenLists = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string Upstream, string? Key), DateTimeOffset> listed = [];

    /// <summary>Deletes what is to be deleted by now.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        // Before what is due is forgotten: with the last picture its account is.
        foreach (var account in pictures.Accounts()) await Tidy(account, cancellation);
        foreach (var upload in pictures.Due(everything: false)) await Delete(upload, cancellation);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deletes everything that this process has uploaded.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(AtTheEnd, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await Task.WhenAll(pictures.Due(everything: true).Select(upload => Delete(upload, either.Token)));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // What there is no time for any more is found in the list by the next process that uploads there.
        }
    }

    private async Task Delete(UploadedPicture upload, CancellationToken cancellation)
    {
        var outcome = await upload.Flight;
        if (outcome.Id is not { } id || await Delete(upload.Account, id, cancellation) || ++upload.Failures >= MostFailures) pictures.Remove(upload);
    }

    /// <returns>False: it is still there.</returns>
    private async Task<bool> Delete(PictureAccount account, string id, CancellationToken cancellation)
    {
        using var clock = new CallClock(time, cancellation);
        clock.Allow(Patience);
        using var reply = await account.Upstream.Post(account.Upstream.Address(account.Store.DeletePath(id)), account.Key, null, stream: false, account.Store.Headers(), clock);
        if (reply.Fault is not { } fault || fault.Status == 404) return true;
        LogKept(account.Upstream.Name, fault.Code.Name());
        return false;
    }

    /// <summary>Deletes what nobody knows any more.</summary>
    private async Task Tidy(PictureAccount account, CancellationToken cancellation)
    {
        var (name, now) = ((account.Upstream.Id, account.Key.Id), time.GetUtcNow());
        if (listed.TryGetValue(name, out var last) && now < last + BetweenLists) return;
        listed[name] = now;
        foreach (var (id, at) in await List(account, cancellation))
        {
            if (now >= at + LeftAfter) await Delete(account, id, cancellation);
        }
    }

    private async Task<IReadOnlyList<(string Id, DateTimeOffset At)>> List(PictureAccount account, CancellationToken cancellation)
    {
        var (upstream, store) = (account.Upstream, account.Store);
        using var clock = new CallClock(time, cancellation);
        clock.Allow(Patience);
        using var reply = await upstream.Get(upstream.Address(store.Path), account.Key, store.Headers(), clock);
        if (reply.Fault is { } fault)
        {
            LogUnlisted(upstream.Name, fault.Code.Name());
            return [];
        }

        try
        {
            return store.Ours((await UpstreamAnswer.Read(reply.Response!, MaxList, clock.Token)).Span);
        }
        catch (Exception e) when (upstream.FaultOf(e, clock) is { } broken)
        {
            LogUnlisted(upstream.Name, broken.Code.Name());
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A picture that was uploaded to the provider {Provider} could not be deleted there ({Code})")]
    private partial void LogKept(string provider, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The provider {Provider} did not list its files ({Code})")]
    private partial void LogUnlisted(string provider, string code);
}
