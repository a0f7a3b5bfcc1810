using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Guards.Repair;
using Xunit;

namespace Sentralix.Llm.Tests.Guards;

/// <summary>What models say when they were asked for JSON.</summary>
public sealed class JsonRepairTests
{
    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData(" {\"a\":1}\n", " {\"a\":1}\n")]
    [InlineData("```json\n{\"a\": \"ё\"}\n```", "{\"a\": \"ё\"}")]
    [InlineData("```\n{\"a\":[1,2\n```\n", "{\"a\":[1,2\n]}")]
    [InlineData("Вот {пример}: {\"a\":[1,2]} — готово", "{\"a\":[1,2]}")]
    [InlineData("{\"a\":{\"b\":[1,{\"c\":\"д", "{\"a\":{\"b\":[1,{\"c\":\"д\"}]}}")]
    [InlineData("{\"a\":1,", "{\"a\":1}")]
    [InlineData("{\"a\":1,\"b", "{\"a\":1}")]
    [InlineData("{\"a\":1,\"b\":", "{\"a\":1}")]
    [InlineData("{\"a\":1,\"b\":tr", "{\"a\":1}")]
    [InlineData("{\"a\":\"x\\", "{\"a\":\"x\"}")]
    [InlineData("{\"a\":\"x\\u04", "{\"a\":\"x\"}")]
    [InlineData("{\"a\":\"}{\"}", "{\"a\":\"}{\"}")]
    [InlineData("{\"a\":1, }", "{\"a\":1 }")]
    [InlineData("{\"a\":[1,2,\n],\"b\":{\"c\":null,},}", "{\"a\":[1,2\n],\"b\":{\"c\":null}}")]
    [InlineData("{\"a\":\"раз\nдва\tтри\u0001\"}", "{\"a\":\"раз\\nдва\\tтри\\u0001\"}")]
    [InlineData("{\"a\nb\":1}", "{\"a\\nb\":1}")]
    [InlineData("{\"a\":1.", "{\"a\":1}")]
    [InlineData("{\"a\":[1,-", "{\"a\":[1]}")]
    [InlineData("{\"a\":12e+", "{\"a\":12}")]
    [InlineData("{\"a\":\"x\\ud83d", "{\"a\":\"x\"}")]
    [InlineData("{\"a\":\"x\\ud83d\\ude0", "{\"a\":\"x\"}")]
    [InlineData("```json\n{\"a\":\"x```\n", "{\"a\":\"x\"}")]
    [InlineData("```json\n{\"a\":\"``x``\"}```", "{\"a\":\"``x``\"}")]
    [InlineData("```json\n{\"a\":tr\n```", "{}")]
    [InlineData("{\"a\":1```\nПростите, {\"b\":2}", "{\"a\":1}")]
    [InlineData("Форма {\"a\": число}: {\"a\": 5}", "{\"a\": 5}")]
    [InlineData("{{\"a\":1}}", "{\"a\":1}")]
    [InlineData("{\"a\":1}{\"b\":2}", "{\"a\":1}")]
    [InlineData("\n {\"a\":1} \n Готово", "\n {\"a\":1}")]
    public void It_is_mended_at_its_edges(string said, string repaired)
    {
        Assert.True(JsonRepair.TryRepair(said, out var result), said);
        Assert.Equal(repaired, result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Не знаю.")]
    [InlineData("[1,2]")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{a:1,\"b\":{\"c\":2}}")]
    [InlineData("{'a':{\"c\":2}}")]
    [InlineData("{\"a\":1],\"b\":{\"c\":2}}")]
    public void What_is_wrong_inside_is_not_guessed_at(string said) => Assert.False(JsonRepair.TryRepair(said, out _));

    [Fact]
    public void Every_beginning_of_an_object_becomes_json()
    {
        const string Whole = """{"имя":"Ёж \"колючий\" \\","список":[1,-2.5e3,true,null,{"глубже":["a","\u0451"]}],"пусто":{},"да":false}""";
        for (var length = 1; length <= Whole.Length; length++)
        {
            Assert.True(JsonRepair.TryRepair(Whole[..length], out var repaired), Whole[..length]);
            Assert.True(JsonText.Holds(Encoding.UTF8.GetBytes(repaired), JsonTokenType.StartObject));
        }
    }
}
