using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>The same bot has the same conversation with the stand-in and with a server that others wrote.</summary>
public sealed class ReferenceTests
{
    private const long Anna = 77001;

    [Fact]
    public async Task A_bot_cannot_tell_it_from_the_server_that_others_wrote()
    {
        var theirs = await AtTheirs();
        var ours = await AtOurs();

        Assert.Equal(theirs.Count, ours.Count);
        foreach (var (their, our) in theirs.Zip(ours))
        {
            Assert.Equal(their.Step, our.Step);
            Assert.Equal(their.ErrorCode, our.ErrorCode);

            // Ours may say more, as Telegram does; what theirs says is there too, and of the same kind.
            var missing = their.Shape.Except(our.Shape).ToList();
            Assert.True(missing.Count == 0, $"{their.Step}: {string.Join(", ", missing)} not in {string.Join(", ", our.Shape)}");
        }
    }

    private static async Task<List<Outcome>> AtOurs()
    {
        await using var telegram = new TelegramStandIn(Limits.None);
        await telegram.Start();
        var account = telegram.AddBot();
        var anna = new TelegramUser(Anna, "Анна") { Username = "anna_k" };
        var root = telegram.Address.GetLeftPart(UriPartial.Authority);
        return await Scenario(
            root,
            account.Token,
            text => Task.FromResult(account.SendText(anna, text)),
            (message, data) => Task.FromResult(account.Press(anna, new MessageRef(Anna, message), data)));
    }

    private static async Task<List<Outcome>> AtTheirs()
    {
        const string token = "7100000001:AAEtheirs";
        await using var server = NodeClient.Start("Telegram", "telegram-test-api.mjs", $"{FreePort()}");
        var root = (await server.Hear("serving")).GetString()!;
        using var http = new HttpClient();
        var from = new { id = Anna, first_name = "Анна", username = "anna_k", is_bot = false };
        var chat = new { id = Anna, first_name = "Анна", username = "anna_k", type = "private" };
        var date = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return await Scenario(
            root,
            token,
            text => text.StartsWith('/')
                ? http.PostAsJsonAsync($"{root}/sendCommand", new { botToken = token, from, chat, date, text, entities = new[] { new { type = "bot_command", offset = 0, length = text.Length } } })
                : http.PostAsJsonAsync($"{root}/sendMessage", new { botToken = token, from, chat, date, text }),
            (message, data) => http.PostAsJsonAsync($"{root}/sendCallback", new { botToken = token, from, date, data, message = new { message_id = message, from, chat, date, text = "Записать вас?" } }));
    }

    private static async Task<List<Outcome>> Scenario(string root, string token, Func<string, Task> say, Func<int, string, Task> press)
    {
        var outcomes = new List<Outcome>();
        await using var bot = NodeClient.Start("Telegram", "grammy-bot.mjs", root, token, "webhook", "s3cret");
        var port = (await bot.Hear("listening")).GetInt32();
        await Step("setWebhook", new { url = $"http://127.0.0.1:{port}/", secret_token = "s3cret" });
        await Step("getMe", new { });

        await say("/start");
        outcomes.Add(Outcome.Of("command", await bot.Hear("update")));
        var asked = await bot.Hear("asked");
        await press(asked.GetProperty("id").GetInt32(), "b1:yes");
        outcomes.Add(Outcome.Of("press", await bot.Hear("update")));
        var pressed = await bot.Hear("pressed");
        Assert.Equal(("b1:yes", true, "Вы записаны."), (pressed.GetProperty("data").GetString(), pressed.GetProperty("answered").GetBoolean(), pressed.GetProperty("text").GetString()));
        await say("Привет");
        outcomes.Add(Outcome.Of("text", await bot.Hear("update")));

        await Step("sendChatAction", new { chat_id = Anna, action = "typing" });
        var sent = await Step("sendMessage", new { chat_id = Anna, text = "Раз", reply_markup = new { inline_keyboard = new[] { new[] { new { text = "Да", callback_data = "b1:yes" } } } } });
        var id = sent.GetProperty("result").GetProperty("message_id").GetInt32();
        await Step("editMessageText", new { chat_id = Anna, message_id = id, text = "Два" });
        await Step("editMessageText", new { chat_id = Anna, message_id = id, text = "Два" });
        await Step("editMessageText", new { chat_id = Anna, message_id = 9999, text = "Два" });
        await Step("deleteMessage", new { chat_id = Anna, message_id = id });
        await Step("deleteMessage", new { chat_id = Anna, message_id = id });
        return outcomes;

        async Task<JsonElement> Step(string method, object args)
        {
            var answer = await GrammyTests.Order(bot, method, args);
            outcomes.Add(Outcome.Of(method, answer));
            return answer;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What came back: an error, or the paths of all members with their kinds.</summary>
    private sealed record Outcome(string Step, int? ErrorCode, IReadOnlyList<string> Shape)
    {
        public static Outcome Of(string step, JsonElement answer)
        {
            Assert.False(answer.TryGetProperty("broken", out _), $"{step}: {answer}");
            if (answer.TryGetProperty("error_code", out var code)) return new Outcome(step, code.GetInt32(), []);
            var shape = new List<string>();
            Paths("", answer, shape);

            // Theirs calls the other end of a private chat by a title and counts chats of its own making.
            shape.RemoveAll(path => path.Contains(".chat.title", StringComparison.Ordinal) || path.Contains("botToken", StringComparison.Ordinal));
            return new Outcome(step, null, shape);
        }

        private static void Paths(string at, JsonElement value, List<string> into)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject()) Paths($"{at}.{member.Name}", member.Value, into);
                    break;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray()) Paths(at + "[]", item, into);
                    break;
                default:
                    into.Add($"{at}:{(value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : value.ValueKind)}");
                    break;
            }
        }
    }
}
