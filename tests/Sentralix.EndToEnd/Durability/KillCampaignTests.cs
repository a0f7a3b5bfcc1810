using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Durability;

/// <summary>SIGKILL at random moments. Here at a tenth of its size; whole with <c>SENTRALIX_CAMPAIGN=full</c> (<c>./bench kill</c>).</summary>
public sealed class KillCampaignTests(ITestOutputHelper output)
{
    public static IEnumerable<TheoryDataRow<string>> Kinds => Installation.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_accepted_message_is_answered_exactly_once_and_in_order_however_often_the_host_is_killed(string kind)
    {
        var full = Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN") == "full";
        var (kills, people, each) = full ? (50, 50, 10) : (5, 10, 5);
        await using var installation = await Installation.Create(kind);
        await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(5), KeepsJournal = false });
        string[] arguments = [.. installation.Arguments(["--no-demo", .. Installation.Upstream(upstream.BaseUrl)])];
        var host = await HostProcess.Start(arguments);
        try
        {
            var conversations = new List<string>();
            using (var api = new ApiClient(host.Url))
            {
                var assistant = await api.MakeAssistant();
                for (var i = 0; i < people; i++) conversations.Add(await api.Open(assistant));
            }

            var address = host.Url;
            var customers = new Customers(() => new ApiClient(address), conversations, each);
            var random = new Random(full ? 1 : 2);

            // Messages are spread over the whole campaign, so that every kill meets some that are being accepted and some that are being answered.
            var writing = customers.Write(TimeSpan.FromSeconds(kills * 1.0 / each * 2));
            for (var kill = 0; kill < kills; kill++)
            {
                await Task.Delay(random.Next(50, 1500));
                await host.Kill();
                await host.DisposeAsync();
                host = await HostProcess.Start(arguments);
                address = host.Url;
            }

            await writing;
            customers.Check(await customers.Settle(TimeSpan.FromMinutes(2)));
            output.WriteLine($"{kind}: {kills} kills, {customers.Total} messages, each answered once and in order.");
        }
        catch
        {
            output.WriteLine(host.Output);
            throw;
        }
        finally
        {
            await host.DisposeAsync();
        }
    }
}
