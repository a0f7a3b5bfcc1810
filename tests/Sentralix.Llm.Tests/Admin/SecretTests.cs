using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class SecretTests(Offices offices) : IClassFixture<Offices>
{
    private const string First = "sk-first-secret-aaaa";
    private const string Second = "sk-second-secret-bbbb";
    private const string Proxy = "http://user:proxy-password@proxy.example.com:3128";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Secrets_are_in_no_answer_and_no_log_and_lie_sealed(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var answers = new StringBuilder();
        T Note<T>(Result<T> result)
        {
            answers.AppendLine(JsonSerializer.Serialize(result.OrThrow(), SentralixJson.Options)).AppendLine($"{result.Value}");
            return result.Value!;
        }

        var body = new WriteModelProvider { Name = "p", Kind = "openai", ProxyUrl = Proxy };
        var provider = Note(await office.Providers.Create(body, None));
        var keyBody = new WriteModelProviderKey { Name = "one", Secret = First };
        var key = Note(await office.Providers.CreateKey(provider.Id, keyBody, None));
        Note(await office.Providers.UpdateKey(provider.Id, key.Id, "\"1\"", keyBody with { Secret = Second }, None));
        Note(await office.Providers.ListKeys(provider.Id, cancellation: None));
        Note(await office.Providers.Get(provider.Id, None));
        Note(await office.Providers.List(cancellation: None));
        answers.AppendLine($"{body} {keyBody}");

        Assert.Equal("http://proxy.example.com:3128/", provider.ProxyUrl);
        Assert.Contains("INSERT INTO", office.Log.Text, StringComparison.Ordinal);
        var (row, owner) = await Rows(office, key.Id, provider.Id);
        foreach (var secret in new[] { First, Second, "proxy-password" })
        {
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, office.Log.Text, StringComparison.Ordinal);
            Assert.Equal(-1, row.Secret.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
            Assert.Equal(-1, owner.ProxyUrl.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
        }

        Assert.Equal((Second, Proxy), (office.Secrets.Open(row), office.Secrets.OpenProxy(owner)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_secret_copied_into_another_row_does_not_open_there(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var (from, to) = (await office.Provider("from"), await office.Provider("to"));
        (await office.Providers.Update(from.Id, "\"1\"", new WriteModelProvider { Name = "from", Kind = "openai", ProxyUrl = Proxy }, None)).OrThrow();
        var keys = new List<ModelProviderKey>();
        foreach (var provider in new[] { from, to }) keys.Add((await office.Providers.CreateKey(provider.Id, new WriteModelProviderKey { Name = "k", Secret = First }, None)).OrThrow());

        await office.Store.Write(
            async (db, c) =>
            {
                (await db.ProviderKeys.SingleAsync(k => k.Id == keys[1].Id, c)).Secret = (await db.ProviderKeys.SingleAsync(k => k.Id == keys[0].Id, c)).Secret;
                (await db.Providers.SingleAsync(p => p.Id == to.Id, c)).ProxyUrl = (await db.Providers.SingleAsync(p => p.Id == from.Id, c)).ProxyUrl;
            },
            None);

        var (stolen, behind) = await Rows(office, keys[1].Id, to.Id);
        Assert.ThrowsAny<CryptographicException>(() => office.Secrets.Open(stolen));
        Assert.ThrowsAny<CryptographicException>(() => office.Secrets.OpenProxy(behind));
        Assert.Equal(First, office.Secrets.Open((await Rows(office, keys[0].Id, from.Id)).Key));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_key_keeps_the_secret_that_is_left_out_and_says_when_it_was_changed(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var provider = await office.Provider("p");
        var missing = (await office.Providers.CreateKey(provider.Id, new WriteModelProviderKey { Name = "k" }, None)).Refusal!;
        Assert.Equal(["secret"], missing.Errors!.Keys);
        var bad = (await office.Providers.CreateKey(provider.Id, new WriteModelProviderKey { Name = "", Secret = " ", Weight = 0 }, None)).Refusal!;
        Assert.Equal(["name", "secret", "weight"], bad.Errors!.Keys.Order());

        var key = (await office.Providers.CreateKey(provider.Id, new WriteModelProviderKey { Name = "k", Secret = First }, None)).OrThrow();
        Assert.Equal(("…aaaa", true, 1, key.CreatedAt, 1L), (key.Hint, key.Enabled, key.Weight, key.RotatedAt, key.Rev));

        var renamed = (await office.Providers.UpdateKey(provider.Id, key.Id, "\"1\"", new WriteModelProviderKey { Name = "n", Weight = 5, Enabled = false }, None)).OrThrow();
        Assert.Equal(("n", "…aaaa", false, 5, key.RotatedAt, 2L), (renamed.Name, renamed.Hint, renamed.Enabled, renamed.Weight, renamed.RotatedAt, renamed.Rev));
        Assert.Equal(First, office.Secrets.Open((await Rows(office, key.Id, provider.Id)).Key));

        var refused = (await office.Providers.UpdateKey(provider.Id, key.Id, "\"2\"", new WriteModelProviderKey { Name = "lost", Secret = "ключ" }, None)).Refusal;
        Assert.Equal(["secret"], refused!.Errors!.Keys);
        var rotated = (await office.Providers.UpdateKey(provider.Id, key.Id, "\"2\"", new WriteModelProviderKey { Name = "n", Secret = Second }, None)).OrThrow();
        Assert.Equal(("n", "…bbbb", key.CreatedAt, 3L), (rotated.Name, rotated.Hint, rotated.CreatedAt, rotated.Rev));
        Assert.True(rotated.RotatedAt > key.RotatedAt);

        (await office.Providers.DeleteKey(provider.Id, key.Id, "\"3\"", None)).OrThrow();
        Assert.Empty((await office.Providers.ListKeys(provider.Id, cancellation: None)).OrThrow().Items);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Keys_are_listed_page_by_page_and_go_with_their_provider(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var (provider, other) = (await office.Provider("p"), await office.Provider("other"));
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add((await office.Providers.CreateKey(provider.Id, new WriteModelProviderKey { Name = $"{5 - i}", Secret = First }, None)).OrThrow().Id);
        var foreign = (await office.Providers.CreateKey(other.Id, new WriteModelProviderKey { Name = "x", Secret = First }, None)).OrThrow();

        var read = new List<string>();
        string? after = null;
        do
        {
            var page = (await office.Providers.ListKeys(provider.Id, 2, after, None)).OrThrow();
            read.AddRange(page.Items.Select(k => k.Id));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(made, read);
        Assert.Equal("not_found", (await office.Providers.DeleteKey(provider.Id, foreign.Id, "\"1\"", None)).Refusal?.Code);

        (await office.Providers.Delete(provider.Id, "\"1\"", None)).OrThrow();
        Assert.Equal([foreign.Id], await office.Store.Read((db, c) => db.ProviderKeys.Where(k => k.TenantId == office.Tenant).Select(k => k.Id).ToListAsync(c), None));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_proxy_written_back_as_it_was_read_keeps_its_credentials_and_another_one_does_not_get_them(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var body = new WriteModelProvider { Name = "p", Kind = "openai", ProxyUrl = Proxy };
        var provider = (await office.Providers.Create(body, None)).OrThrow();
        async Task<string?> After(long rev, string? proxy)
        {
            (await office.Providers.Update(provider.Id, $"\"{rev}\"", body with { ProxyUrl = proxy }, None)).OrThrow();
            var row = await office.Store.Read((db, c) => db.Providers.SingleAsync(p => p.Id == provider.Id, c), None);
            return office.Secrets.OpenProxy(row);
        }

        Assert.Equal(Proxy, await After(1, provider.ProxyUrl));
        Assert.Equal(Proxy, await After(2, "http://proxy.example.com:3128"));
        Assert.Equal("http://other.example.com:3128", await After(3, "http://other.example.com:3128"));
        Assert.Equal(Proxy, await After(4, Proxy));
        Assert.Equal("http://proxy.example.com:3129", await After(5, "http://proxy.example.com:3129"));
        Assert.Null(await After(6, null));
    }

    private static Task<(ProviderKeyRow Key, ProviderRow Provider)> Rows(Office office, string key, string provider) => office.Store.Read(
        async (db, c) => (await db.ProviderKeys.SingleAsync(k => k.Id == key, c), await db.Providers.SingleAsync(p => p.Id == provider, c)), None);
}
