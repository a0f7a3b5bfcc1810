using Sentralix.Compliance;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Platform.Tests.Security;

public sealed class CallContextTests
{
    [Theory]
    [InlineData("tools:read", "tools:read", true)]
    [InlineData("tools:*", "tools:read", true)]
    [InlineData("*", "tools:read", true)]
    [InlineData("tools:*", "toolsmith:read", false)]
    [InlineData("tools", "tools:read", false)]
    [InlineData("tools:read", "tools:write", false)]
    [InlineData("t*", "tools:read", false)]
    [InlineData(":*", "tools:read", false)]
    public void A_scope_covers_itself_and_with_a_star_its_resource(string held, string asked, bool covers) =>
        Assert.Equal(covers, Caller.With("acme", "key:a", held).Holds(asked));

    [Fact]
    public async Task A_context_flows_with_the_call_and_ends_with_it()
    {
        Assert.Null(CallContext.CurrentOrNone);
        using (Caller.Of("acme").Enter())
        {
            using (Caller.Of("umbrella").Enter()) Assert.Equal("umbrella", await Task.Run(() => CallContext.Current.Tenant));
            Assert.Equal("acme", CallContext.Current.Tenant);
        }

        Assert.Throws<InvalidOperationException>(() => CallContext.Current);
    }
}
