using System.Net;
using Sentralix.Compliance.Storage;
using Xunit;
using static Sentralix.Llm.Tests.Batches.BatchHouse;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>Another tenant's files and batches do not exist.</summary>
public sealed class BatchWallTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Another_tenants_id_is_not_found_by_any_route_and_nothing_of_his_changes(StoreKind kind)
    {
        await using var house = await Open(kind);
        var batch = await house.Ended(IdOf(await house.Begin(Questions(2))));
        var (id, input, output) = (IdOf(batch), batch.GetProperty("input_file_id").GetString()!, batch.GetProperty("output_file_id").GetString()!);
        foreach (var stranger in new[] { "stranger", "platform" })
        {
            house.As(stranger);
            foreach (var file in new[] { input, output })
            {
                Assert.Equal((HttpStatusCode.NotFound, "id", "file_not_found"), await Refusal(house.Http.GetAsync($"files/{file}")));
                Assert.Equal((HttpStatusCode.NotFound, "id", "file_not_found"), await Refusal(house.Http.GetAsync($"files/{file}/content")));
                Assert.Equal((HttpStatusCode.NotFound, "id", "file_not_found"), await Refusal(house.Http.DeleteAsync($"files/{file}")));
            }

            Assert.Equal((HttpStatusCode.NotFound, "id", "batch_not_found"), await Refusal(house.Http.GetAsync($"batches/{id}")));
            Assert.Equal((HttpStatusCode.NotFound, "id", "batch_not_found"), await Refusal(house.Http.PostAsync($"batches/{id}/cancel", null)));
            Assert.Equal(
                (HttpStatusCode.BadRequest, "input_file_id", "file_not_found"),
                await Refusal(house.Post("batches", $$"""{"input_file_id":"{{input}}","endpoint":"{{Chat}}","completion_window":"24h"}""")));
            Assert.Empty((await house.Get("files")).GetProperty("data").EnumerateArray());
            Assert.Empty((await house.Get("batches")).GetProperty("data").EnumerateArray());
        }

        house.As("acme", "key:key_other");
        Assert.Equal(batch.GetRawText(), (await house.Get($"batches/{id}")).GetRawText());
        Assert.Equal(Questions(2), await house.Content(input));
    }

    [Theory]
    [InlineData("files/a%20b")]
    [InlineData("files/nothing")]
    [InlineData("files/file_00000000000000000000000000")]
    [InlineData("batches/a%0Ab")]
    [InlineData("batches/nothing")]
    [InlineData("batches/batch_00000000000000000000000000")]
    public async Task An_id_that_nobody_has_is_not_found(string path)
    {
        await using var house = await Open(StoreKind.Sqlite);

        var (status, param, code) = await Refusal(house.Http.GetAsync(path));

        Assert.Equal((HttpStatusCode.NotFound, "id", path.StartsWith("files", StringComparison.Ordinal) ? "file_not_found" : "batch_not_found"), (status, param, code));
    }
}
