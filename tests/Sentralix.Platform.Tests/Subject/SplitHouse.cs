using Sentralix.Platform.Hosting;

namespace Sentralix.Platform.Tests.Subject;

/// <summary>The same services in two processes' worth of hosts: the public one in front, the internal one behind, one key ring.</summary>
internal sealed class SplitHouse : IAsyncDisposable
{
    private readonly Folder folder = new();
    private readonly PlatformHost front;
    private readonly PlatformHost back;

    private SplitHouse(Folder folder, PlatformHost front, PlatformHost back) => (this.folder, this.front, this.back) = (folder, front, back);

    public Uri PublicUrl => front.PublicUrl;

    /// <param name="before">Addresses that come before the back's.</param>
    public static async Task<SplitHouse> Start(params Uri[] before)
    {
        var folder = new Folder();
        IServiceModule[] modules = [new WindowModule(), new WorkshopModule()];
        var back = await House.Start(Path.Combine(folder.Path, "back"), modules, "--services", "workshop", "--keys", Path.Combine(folder.Path, "keys"));
        var front = await House.Start(
            Path.Combine(folder.Path, "front"), modules, "--services", "api", "--keys", Path.Combine(folder.Path, "keys"), "--Services:workshop:Url", string.Join(',', before.Append(back.InternalUrl)));
        return new SplitHouse(folder, front, back);
    }

    public Task StopBack() => back.Stop();

    public async ValueTask DisposeAsync()
    {
        await front.DisposeAsync();
        await back.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>A temporary folder.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sentralix-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
