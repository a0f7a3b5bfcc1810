using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Knowledge;
using Xunit;

namespace Sentralix.Knowledge.Tests.Storage;

/// <summary>From bytes to a document that can be found, and to its next version.</summary>
public sealed class IngestionTests
{
    private const string Delivery = """
        # Доставка

        Курьерская доставка стоит 300 рублей и занимает два дня.

        ## Самовывоз

        Ещё можно забрать заказ самому: пункт работает с девяти.

        ## Возврат

        Вернуть товар можно за четырнадцать дней.
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Markdown_HTML_and_text_in_both_languages_are_found_by_word_forms(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        var russian = await library.Learn(id, "delivery.md", Delivery);
        var english = await library.Learn(id, "page.html", "<html><head><title>Refunds</title></head><body><h2>Cards</h2><p>Payments are refunded within five days.</p></body></html>", "text/html");
        var plain = await library.Learn(id, "note.txt", "Гарантия на ёлочные игрушки действует один год.", "text/plain; charset=utf-8");

        Assert.Equal((russian.Title, english.Title, plain.Title), ("Доставка", "Refunds", "note.txt"));
        Assert.Equal((russian.ContentType, russian.Version, russian.State), ("text/markdown", 1, DocumentState.Ready));
        Assert.All(await library.Search("сроки доставки", id), passage => Assert.Equal(russian.Id, passage.DocumentId));
        Assert.Equal(english.Id, (await library.Search("how does refunding a payment work", id))[0].DocumentId);
        Assert.Equal(plain.Id, Assert.Single(await library.Search("елочных игрушек", id)).DocumentId);
        Assert.Equal(plain.Id, Assert.Single(await library.Search("ЁЛОЧНАЯ ИГРУШКА", id)).DocumentId);
        Assert.Empty(await library.Search("трансформатор", id));
        Assert.Empty(await library.Search("?!… — ()", id));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_citation_is_exactly_that_part_of_the_text(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        var document = await library.Learn(id, "long.md", string.Concat(Enumerable.Range(1, 60).Select(i =>
            $"## Глава {i}\n\n{string.Concat(Enumerable.Repeat($"Доставка по маршруту {i} 🚚 идёт «Почтой России», т. е. долго. ", 12))}\n\n")));
        var text = (await library.Knowledge.Text(id, document.Id, Cancellation)).OrThrow();
        var passages = await library.Search("доставка маршрут 7", id);

        Assert.Equal(20, passages.Count);
        Assert.All(passages, passage =>
        {
            Assert.Equal(passage.Text, text.Text[passage.Start..passage.End]);
            Assert.Equal((document.Id, id, text.Version, text.Title), (passage.DocumentId, passage.CollectionId, passage.Version, passage.Title));
        });
        Assert.Equal("Глава 7", passages[0].Heading);
        Assert.Equal(passages.OrderByDescending(passage => passage.Score), passages);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_word_in_a_heading_counts_more_than_in_the_text(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        await library.Learn(id, "a.txt", "Возврат упомянут здесь мимоходом среди других слов.", "text/plain");
        var headed = await library.Learn(id, "b.md", "# Магазин\n\n## Возвраты\n\nДеньги придут за десять дней на карту.");
        foreach (var i in Enumerable.Range(0, 4)) await library.Learn(id, $"c{i}.txt", $"Совсем о другом, номер {i}.", "text/plain");

        Assert.Equal([headed.Id], (await library.Search("возврат", id)).Take(1).Select(passage => passage.DocumentId));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_same_name_is_the_next_version_and_nothing_of_the_old_one_is_found_or_kept(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        var first = await library.Learn(id, "price.md", "Подписка стоит сто рублей.");
        var before = await library.Kit.Store.Read((db, c) => db.Versions.SingleAsync(c), Cancellation);
        var second = await library.Learn(id, "price.md", "Абонемент бесплатный.", title: "Цены");

        Assert.Equal((first.Id, 2, "Цены", DocumentState.Ready), (second.Id, second.Version, second.Title, second.State));
        Assert.Empty(await library.Search("подписка стоит рублей", id));
        Assert.Equal(2, Assert.Single(await library.Search("абонементы", id)).Version);
        Assert.Equal("Абонемент бесплатный.", (await library.Knowledge.Text(id, first.Id, Cancellation)).OrThrow().Text);
        var collection = (await library.Knowledge.Collection(id, Cancellation)).OrThrow();
        Assert.Equal((1, 1), (collection.Documents, collection.Chunks));
        await Gone(library, before.BlobHash);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_same_bytes_are_no_new_version(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        var first = await library.Learn(id, "delivery.md", Delivery);
        var again = (await library.Add(id, "delivery.md", Delivery)).OrThrow();

        Assert.Equal((JobState.Done, 1), (again.Job.State, again.Job.Version));
        Assert.Equal(first, again.Document);
        Assert.Equal(2, (await library.Learn(id, "delivery.md", Delivery, title: "Как мы возим")).Version);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_cannot_be_a_document_is_refused_before_it_is_one(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();

        Assert.Equal(415, (await library.Add(id, "a.pdf", "x", "application/pdf")).Refusal?.Status);
        Assert.Equal(400, (await library.Add(id, "a.md", "")).Refusal?.Status);
        Assert.Equal(400, (await library.Add(id, " ", "x")).Refusal?.Status);
        Assert.Equal(400, (await library.Add(id, new string('x', 501), "x")).Refusal?.Status);
        Assert.Equal(413, (await library.Add(id, "a.txt", new byte[IKnowledge.MaxDocument + 1], "text/plain")).Refusal?.Status);
        Assert.Equal("not_found", (await library.Add("col_none", "a.md", "x")).Refusal?.Code);
        Assert.Equal("not_found", (await library.Knowledge.Search(new SearchQuestion { Collections = [id, "col_none"], Query = "x" }, Cancellation)).Refusal?.Code);
        Assert.Equal("name_taken", (await library.Knowledge.CreateCollection(new CreateCollection { Name = "Shop" }, Cancellation)).Refusal?.Code);
        Assert.Empty((await library.Knowledge.Documents(id, 50, null, Cancellation)).OrThrow().Items);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_unreadable_document_fails_with_its_code_and_the_version_before_stays(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        var hostile = string.Concat(Enumerable.Repeat("<div>", 20_000)) + "глубина";
        var accepted = (await library.Add(id, "deep.html", hostile, "text/html")).OrThrow();
        var job = await library.End(accepted.Job.Id);
        var failed = (await library.Knowledge.Document(id, accepted.Document.Id, Cancellation)).OrThrow();

        Assert.Equal((JobState.Failed, "document_nested_too_deeply"), (job.State, job.ErrorCode));
        Assert.Equal((DocumentState.Failed, "document_nested_too_deeply"), (failed.State, failed.ErrorCode));
        Assert.Empty(await library.Search("глубина", id));

        await library.Learn(id, "deep.html", "<p>мелководье</p>", "text/html");
        await library.End((await library.Add(id, "deep.html", hostile, "text/html")).OrThrow().Job.Id);
        var kept = (await library.Knowledge.Document(id, accepted.Document.Id, Cancellation)).OrThrow();
        Assert.Equal((DocumentState.Ready, 2, "document_nested_too_deeply"), (kept.State, kept.Version, kept.ErrorCode));
        Assert.Single(await library.Search("мелководья", id));
    }

    private static async Task Gone(Library library, string blob)
    {
        for (var patience = 100; ; patience--)
        {
            await using var original = await library.Kit.Blobs.Open(blob, Cancellation);
            if (original is null) return;
            Assert.True(patience > 0, "The original of a replaced version is still there.");
            await Task.Delay(100, Cancellation);
        }
    }
}
