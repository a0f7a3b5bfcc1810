using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Sentralix.EndToEnd.Web;

/// <summary>The chat in a real browser; whatever the browser complains about is kept.</summary>
internal sealed class ChatPage : IAsyncDisposable
{
    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly ConcurrentQueue<string> complaints = new();

    private ChatPage(IPlaywright playwright, IBrowser browser, IBrowserContext context, IPage page)
    {
        (this.playwright, this.browser, Context, Page) = (playwright, browser, context, page);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") complaints.Enqueue(message.Text); };
        page.PageError += (_, fault) => complaints.Enqueue(fault);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public ILocator Input => Page.GetByTestId("chat-input");

    public ILocator Questions => Page.Locator("[data-testid=message][data-author=contact]");

    public ILocator Answers => Page.Locator("[data-testid=message][data-author=assistant]");

    public ILocator Sources => Page.GetByTestId("source");

    /// <summary>What the browser reported, but for requests that failed because the test had cut the line.</summary>
    public IEnumerable<string> Complaints => complaints.Where(c => !c.Contains("net::ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));

    /// <summary>Opens the page in English; without a browser the test is skipped, and says why.</summary>
    public static async Task<ChatPage> Open(Uri address)
    {
        var chromium = Environment.GetEnvironmentVariable("SENTRALIX_TEST_CHROMIUM");
        if (chromium is null) Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_CHROMIUM_WHY_NOT") ?? "SENTRALIX_TEST_CHROMIUM is not set: run ./test.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Switches, Timeout = 60_000 });
        var context = await browser.NewContextAsync(new() { Locale = "en-US" });
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var chat = new ChatPage(playwright, browser, context, await context.NewPageAsync());
        await chat.Page.GotoAsync(address.ToString());
        await Assertions.Expect(chat.Input).ToBeEnabledAsync();
        return chat;
    }

    public async Task Say(string text)
    {
        await Input.FillAsync(text);
        await Page.GetByTestId("chat-send").ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
