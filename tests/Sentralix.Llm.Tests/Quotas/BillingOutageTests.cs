using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Xunit;

namespace Sentralix.Llm.Tests.Quotas;

/// <summary>Billing is installed and does not answer.</summary>
public sealed class BillingOutageTests
{
    private static readonly ServiceUnavailableException Away = new("billing", "The service 'billing' cannot be reached.");

    [Theory, ClassData(typeof(BothStores))]
    public async Task Calls_go_on_within_an_allowance_and_are_committed_when_Billing_is_back(StoreKind kind)
    {
        await using var house = await QuotaHouse.Open(kind, quotas: new StandInQuotas { Fault = Away }, settings: ("Llm:Quota:AllowanceWhenAway", "400"));

        var answers = new List<(int Status, string Body, HttpResponseMessage Response)>();
        for (var i = 0; i < 6; i++) answers.Add(await house.Ask());

        // About 120 tokens are reserved for each.
        Assert.Equal([200, 200, 200, 503, 503, 503], answers.Select(a => a.Status));
        Assert.Equal("quota_unavailable", QuotaHouse.Code(answers[^1].Body));
        Assert.Equal(TimeSpan.FromSeconds(2), answers[^1].Response.Headers.RetryAfter?.Delta);
        Assert.Equal(3, house.Gateway.Upstream.Journal.Count);
        Assert.Contains("Billing does not answer", house.Gateway.Log.Text, StringComparison.Ordinal);
        await QuotaHouse.Until(async () => await house.Waiting() == 3);

        house.Quotas.Fault = null;
        await house.StartQueue();
        await QuotaHouse.Until(async () => await house.Waiting() == 0);

        var rows = await house.Rows();
        Assert.Equal(rows.Select(r => (r.CallId, r.Input + r.Output)).Order(), house.Quotas.Entries.Select(e => (e.Attempt, e.Committed!.Amount)));
        await QuotaHouse.Until(async () => (await house.Ask()).Status == 200);
        Assert.Contains("Billing answers again", house.Gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_allowance_no_call_is_made()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Always = new Refusal("internal", 500, "Something broke.") }, settings: ("Llm:Quota:AllowanceWhenAway", "0"));

        var (status, body, _) = await house.Ask();

        Assert.Equal((503, "quota_unavailable"), (status, QuotaHouse.Code(body)));
        Assert.Equal(0, house.Gateway.Upstream.Journal.Count);
        Assert.Empty(await house.Rows());
    }

    [Fact]
    public async Task What_Billing_cannot_make_out_about_a_tenant_is_that_tenants_alone()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Always = Refusal.NotFound("account") }, settings: ("Llm:Quota:AllowanceWhenAway", "400"));

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++) statuses.Add((await house.Ask()).Status);

        Assert.Equal([200, 200, 200, 503, 503], statuses);
        Assert.Equal(5, house.Quotas.Asked);
        Assert.Contains("reserves nothing for the tenant acme: not_found", house.Gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Billing does not answer", house.Gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_used_up_before_stays_used_up()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Limit = 50 });
        Assert.Equal(402, (await house.Ask()).Status);

        house.Quotas.Fault = Away;
        var (status, body, _) = await house.Ask();

        Assert.Equal((402, "quota_exceeded"), (status, QuotaHouse.Code(body)));
        Assert.Equal(0, house.Gateway.Upstream.Journal.Count);

        house.Quotas.Fault = null;
        house.Quotas.Limit = 5000;
        await QuotaHouse.Until(async () => (await house.Ask()).Status == 200);
        house.Quotas.Fault = Away;
        Assert.Equal(200, (await house.Ask()).Status);
    }

    [Fact]
    public async Task While_Billing_is_silent_one_call_waits_for_it_and_the_others_do_not()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Silence = new TaskCompletionSource() }, settings: ("Llm:Quota:TimeoutMs", "100"));

        Assert.Equal(200, (await house.Ask()).Status);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => house.Ask()));

        Assert.All(statuses, answer => Assert.Equal(200, answer.Status));
        Assert.InRange(house.Quotas.Asked, 1, 20);

        // The reservation whose answer nobody has waited for is settled like any other.
        house.Quotas.Silence!.SetResult();
        await house.StartQueue();
        await QuotaHouse.Until(() => house.Quotas.Entries.Count == 21 && house.Quotas.Entries.All(e => e.Committed is not null));
        Assert.Equal((0L, (await house.Rows()).Sum(r => r.Input + r.Output)), (house.Quotas.Held, house.Quotas.Used));
    }

    [Fact]
    public async Task What_cannot_be_told_at_once_is_told_later_and_counts_once()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { FailsToSettle = true });
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await house.Ask()).Status);
        await QuotaHouse.Until(async () => await house.Waiting() == 3);
        Assert.NotEqual(0, house.Quotas.Held);

        house.Quotas.FailsToSettle = false;
        await house.StartQueue();
        await QuotaHouse.Until(async () => await house.Waiting() == 0);

        Assert.Equal((0L, (await house.Rows()).Sum(r => r.Input + r.Output)), (house.Quotas.Held, house.Quotas.Used));
    }
}
