using global::Telegram.Bot;
using global::Telegram.Bot.Exceptions;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>NuGet's Telegram.Bot speaks for a person at the stand-in.</summary>
public sealed class BusinessTests : IAsyncLifetime
{
    private readonly TelegramStandIn telegram = new(Limits.None);
    private readonly TelegramUser owner = new(9001, "Мария");
    private readonly TelegramUser anna = new(77001, "Анна");
    private BotAccount account = null!;
    private TelegramBotClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await telegram.Start();
        account = telegram.AddBot();
        client = Clients.Of(telegram, account);
    }

    public ValueTask DisposeAsync() => telegram.DisposeAsync();

    [Fact]
    public async Task It_hears_of_the_account_and_of_both_sides_of_its_chats()
    {
        var business = account.ConnectBusiness(owner, new BusinessRights(CanDeleteAll: true));
        var asked = account.WriteTo(business, anna, "Привет");
        account.AnswerAsOwner(business, anna, "Здравствуйте");
        account.EditIn(business, asked, "Привет!");
        account.DeleteIn(business, asked);

        var updates = await client.GetUpdates();
        var connection = updates[0].BusinessConnection!;
        Assert.Equal((business.Id, owner.Id, true, true, true), (connection.Id, connection.User.Id, connection.IsEnabled, connection.Rights!.CanReply, connection.Rights.CanDeleteAllMessages));
        Assert.Equal((business.Id, anna.Id, anna.Id, "Привет"), (updates[1].BusinessMessage!.BusinessConnectionId, updates[1].BusinessMessage!.Chat.Id, updates[1].BusinessMessage!.From!.Id, updates[1].BusinessMessage!.Text));
        Assert.Equal((anna.Id, owner.Id), (updates[2].BusinessMessage!.Chat.Id, updates[2].BusinessMessage!.From!.Id));
        Assert.Equal("Привет!", updates[3].EditedBusinessMessage!.Text);
        Assert.Equal((business.Id, asked.MessageId), (updates[4].DeletedBusinessMessages!.BusinessConnectionId, Assert.Single(updates[4].DeletedBusinessMessages!.MessageIds)));
        Assert.Equal(business.Id, (await client.GetBusinessConnection(business.Id)).Id);
        Assert.True((await client.GetMe()).CanConnectToBusiness);
    }

    [Fact]
    public async Task It_answers_reads_and_deletes_as_far_as_it_may()
    {
        var business = account.ConnectBusiness(owner);
        var asked = account.WriteTo(business, anna, "Привет");
        var sent = await client.SendMessage(anna.Id, "Здравствуйте", businessConnectionId: business.Id);
        Assert.Equal((business.Id, owner.Id, account.Id), (sent.BusinessConnectionId, sent.From!.Id, sent.SenderBusinessBot!.Id));

        await client.ReadBusinessMessage(business.Id, anna.Id, asked.MessageId);
        Assert.Equal(asked.MessageId, account.ReadUpTo(business, anna));
        await Refused(400, () => client.DeleteBusinessMessages(business.Id, [asked.MessageId]));
        await client.DeleteBusinessMessages(business.Id, [sent.Id]);
        Assert.Equal((true, false), (account.IsThere(business, anna.Id, asked.MessageId), account.IsThere(business, anna.Id, sent.Id)));

        account.SetRights(business, new BusinessRights(CanReply: false, CanRead: false));
        await Refused(400, () => client.SendMessage(anna.Id, "Ещё", businessConnectionId: business.Id));
        await Refused(400, () => client.ReadBusinessMessage(business.Id, anna.Id, asked.MessageId));
        await Refused(400, () => client.SendMessage(77002, "Кому", businessConnectionId: business.Id));
        await Refused(400, () => client.SendMessage(anna.Id, "Кому", businessConnectionId: "bc-of-nobody"));
        account.DisconnectBusiness(business);
        await Refused(400, () => client.SendMessage(anna.Id, "Ещё", businessConnectionId: business.Id));
        Assert.False((await client.GetBusinessConnection(business.Id)).IsEnabled);
    }

    private static async Task Refused(int code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<ApiRequestException>(call)).ErrorCode);
}
