using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Aggregator.Tests.Demo;

/// <summary>The first start seeds a guide that knows the project's documents; later starts keep its documents up to date and nothing else.</summary>
public sealed class GuideTests : IDisposable
{
    private readonly string docs = Directory.CreateTempSubdirectory("sentralix-docs-").FullName;

    public GuideTests()
    {
        Directory.CreateDirectory(Path.Combine(docs, "ru"));
        Write("start.md", "# Start");
        Write("start.ru.md", "# Начало");
        Write("ru/guide.md", "# Гид");
        Write("picture.svg", "<svg/>");
    }

    public void Dispose() => Directory.Delete(docs, recursive: true);

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_first_start_seeds_the_guide_behind_the_web_connection(StoreKind kind)
    {
        await using var house = await House.Build(kind, settings: ("docs", docs));
        await Seed(house);

        Assert.Equal(["Sentralix docs (en)", "Sentralix docs (ru)"], house.Knowledge.Collections.Values.Order());
        Assert.Equal("# Start", house.Knowledge.Documents[("Sentralix docs (en)", "start.md")]);
        Assert.Equal("# Начало", house.Knowledge.Documents[("Sentralix docs (ru)", "start.ru.md")]);
        Assert.Equal("# Гид", house.Knowledge.Documents[("Sentralix docs (ru)", "ru/guide.md")]);
        Assert.Equal(3, house.Knowledge.Documents.Count);
        var assistant = Assert.Single(house.Assistants.Names);
        Assert.Equal("Гид по Sentralix", assistant.Value);
        Assert.Equal(house.Knowledge.Collections.Keys.Order(), house.Assistants.Drafts[assistant.Key].Collections.Order());
        Assert.Equal(assistant.Key, Assert.Single(house.Assistants.Bindings).Value);
        Assert.NotNull(await house.Converse());
    }

    [Fact]
    public async Task A_seeding_that_was_interrupted_goes_on()
    {
        await using var house = await House.Build(StoreKind.Sqlite, settings: ("docs", docs));
        house.Knowledge.Away = 2;
        await Seed(house);
        Assert.Equal(2, house.Knowledge.Collections.Count);
        Assert.Equal(3, house.Knowledge.Documents.Count);
        Assert.Single(house.Assistants.Bindings);
    }

    [Fact]
    public async Task A_later_start_uploads_what_changed_and_respects_what_people_did()
    {
        await using var house = await House.Build(StoreKind.Sqlite, settings: ("docs", docs));
        await Seed(house);
        await house.Queue.Stop();
        house.Assistants.Bindings.Clear();
        house.Knowledge.Collections.TryRemove(house.Knowledge.Collections.Single(c => c.Value.EndsWith("(ru)", StringComparison.Ordinal)));
        Write("start.md", "# Start, again");

        await using var later = house.Another(("docs", docs));
        await Seed(later);
        Assert.Equal("# Start, again", house.Knowledge.Documents[("Sentralix docs (en)", "start.md")]);
        Assert.Single(house.Knowledge.Collections);
        Assert.Single(house.Assistants.Names);
        Assert.Empty(house.Assistants.Bindings);
    }

    [Fact]
    public async Task No_demo_leaves_it_out()
    {
        await using var house = await House.Build(StoreKind.Sqlite, settings: [("docs", docs), ("no-demo", "true")]);
        await Seed(house);
        Assert.Empty(house.Knowledge.Collections);
        Assert.Empty(house.Assistants.Names);
    }

    // Starts, and returns when nothing is left to do.
    private static async Task Seed(House house)
    {
        await house.First.StartAsync(CancellationToken.None);
        await house.Queue.Start();
        for (var i = 0; i < 200; i++)
        {
            if (await house.Store.Read(SystemScope.Queue, (db, c) => db.WorkItems.CountAsync(c), CancellationToken.None) == 0) return;
            await Task.Delay(100);
        }

        Assert.Fail("The seeding did not end.");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(docs, name), text);
}
