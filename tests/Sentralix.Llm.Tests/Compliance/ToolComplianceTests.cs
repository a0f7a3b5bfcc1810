using System.Text.Json;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance;

/// <summary>Functions: offered, called, answered, with every kind of provider.</summary>
public sealed class ToolComplianceTests
{
    private const string Tools =
        ""","tools":[{"type":"function","function":{"name":"get_weather","description":"Погода в городе","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    private static readonly (string Name, string Arguments)[] Two = [("get_weather", """{"city":"Казань"}"""), ("get_weather", """{"city":"Орёл"}""")];

    public static IEnumerable<TheoryDataRow<string>> Kinds => ProviderHouse.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_function_is_called(string kind)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Calls = Two[..1] });

        var answer = (await house.Answer(ProviderHouse.Asking(Tools))).GetProperty("choices")[0];
        var stream = await house.Stream(ProviderHouse.Asking(Tools));

        Assert.Equal("tool_calls", answer.GetProperty("finish_reason").GetString());
        AssertCalls(Two[..1], Calls(answer.GetProperty("message")));
        Assert.Equal(("tool_calls", true), (stream.Finish, stream.IsDone));
        AssertCalls(Two[..1], stream.Calls);
        Assert.Equal(2, house.Provider.Chats.Count);
        Assert.All(house.Provider.Chats, chat => Assert.Contains("get_weather", chat.BodyText, StringComparison.Ordinal));
        Assert.All(await house.Ledger(), row => Assert.Equal(("answered", "provider"), (row.Outcome, row.Source)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Several_functions_are_called_at_once_where_the_provider_can(string kind)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Calls = Two });
        var expected = house.Provider.CallsInParallel ? Two : Two[..1];

        var answer = (await house.Answer(ProviderHouse.Asking(Tools))).GetProperty("choices")[0];
        var stream = await house.Stream(ProviderHouse.Asking(Tools));

        AssertCalls(expected, Calls(answer.GetProperty("message")));
        AssertCalls(expected, stream.Calls);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_results_of_functions_go_back_to_the_provider(string kind)
    {
        await using var house = await ProviderHouse.Open(kind, new Script { Calls = Two });
        var message = (await house.Answer(ProviderHouse.Asking(Tools))).GetProperty("choices")[0].GetProperty("message");
        var calls = Calls(message);
        string[] weather = ["снег 7", "дождь 9"];
        var results = calls.Select((call, at) => $$"""{"role":"tool","tool_call_id":"{{call.Id}}","content":"{{weather[at]}}"}""");
        var messages = $$"""[{"role":"user","content":"Какая погода?"},{{message.GetRawText()}},{{string.Join(',', results)}}]""";

        house.Provider.Play(new Script());
        var answer = await house.Answer(ProviderHouse.Asking(Tools, messages));
        var stream = await house.Stream(ProviderHouse.Asking(Tools, messages));

        Assert.Equal((new Script().Text, new Script().Text), (answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), stream.Text));
        var told = house.Provider.Chats[^1].BodyText;
        Assert.All(weather[..calls.Count], one => Assert.Contains(one, told, StringComparison.Ordinal));
        Assert.All(Two[..calls.Count], call => Assert.Contains(JsonDocument.Parse(call.Arguments).RootElement.GetProperty("city").GetString()!, told, StringComparison.Ordinal));
    }

    private static List<(string Id, string Name, string Arguments)> Calls(JsonElement message) =>
    [
        .. message.GetProperty("tool_calls").EnumerateArray().Select(call =>
        {
            Assert.Equal("function", call.GetProperty("type").GetString());
            var function = call.GetProperty("function");
            return (call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!);
        }),
    ];

    private static void AssertCalls(IReadOnlyList<(string Name, string Arguments)> expected, IReadOnlyList<(string Id, string Name, string Arguments)> calls)
    {
        Assert.Equal(expected.Select(call => call.Name), calls.Select(call => call.Name));
        foreach (var (wanted, call) in expected.Zip(calls)) Assert.True(JsonElement.DeepEquals(Parsed(wanted.Arguments), Parsed(call.Arguments)), call.Arguments);
        Assert.All(calls, call => Assert.NotEmpty(call.Id));
        Assert.Equal(calls.Count, calls.Select(call => call.Id).Distinct().Count());
    }

    private static JsonElement Parsed(string json) => JsonDocument.Parse(json).RootElement;
}
