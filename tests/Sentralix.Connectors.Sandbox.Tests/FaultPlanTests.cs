namespace Sentralix.Connectors.Sandbox;

public sealed class FaultPlanTests
{
    [Fact]
    public void A_fault_for_one_operation_waits_for_it_and_is_used_up()
    {
        var plan = new FaultPlan();
        plan.Next(new Fault(FaultKind.CutAfter), "send");
        plan.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(3)));

        Assert.Equal(FaultKind.TooMany, plan.Take("read").Kind);
        Assert.Equal(FaultKind.None, plan.Take("read").Kind);
        Assert.Equal(FaultKind.CutAfter, plan.Take("send").Kind);
        Assert.Equal(FaultKind.None, plan.Take("send").Kind);
    }
}
