using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Console.Assets;

namespace Sentralix.Console.Pages;

/// <summary>The page, rendered once for each language: nothing in it depends on who asks.</summary>
internal sealed class RenderedPages(EmbeddedAssets assets, ILoggerFactory logs)
{
    // Russian letters as letters: by default every one of them would be an entity of eight bytes.
    private static readonly IServiceProvider RendererServices =
        new ServiceCollection().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).BuildServiceProvider();

    private readonly ConcurrentDictionary<string, Lazy<Task<Asset>>> pages = new();

    public Task<Asset> In(string language) => pages.GetOrAdd(language, l => new Lazy<Task<Asset>>(() => Render(l))).Value;

    private async Task<Asset> Render(string language)
    {
        // The bare renderer, not AddRazorComponents: that brings antiforgery and a second ring of keys, kept outside the data folder, for
        // a page that has no form to protect and no state to seal.
        await using var renderer = new HtmlRenderer(RendererServices, logs);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ChatPage.Language)] = language,
            [nameof(ChatPage.Script)] = assets.PathOf("chat.js"),
            [nameof(ChatPage.Style)] = assets.PathOf("chat.css"),
            [nameof(ChatPage.Icon)] = assets.PathOf("icon.svg"),
        });
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ChatPage>(parameters)).ToHtmlString());
        return Asset.Of(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");
    }
}
