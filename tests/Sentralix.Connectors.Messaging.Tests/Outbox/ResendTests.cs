using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Outbox;

/// <summary>A person decides about a message long after its time.</summary>
public sealed class ResendTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_sent_again_after_its_time_has_time_anew(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await House.Open(kind);
        var message = await house.Sent(1, "Ответ");
        await house.Store.Write(async (db, c) =>
        {
            await db.Segments.Where(s => s.MessageId == message).ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, SendStatus.Uncertain), c);
            await db.Outbound.Where(o => o.MessageId == message).ExecuteUpdateAsync(set => set.SetProperty(o => o.ExpiresAt, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1)), c);
        }, default);

        await house.Uncertain.Resolve(message, new ResolveUncertain { Segment = 0, As = UncertainResolution.Resend }, default);

        await house.Until(async () => (await house.Api.Get(message, default)).OrThrow().Status == SendStatus.Sent, "it is sent");
        Assert.Equal(["Ответ", "Ответ"], house.Channel.Chat);
    }
}
