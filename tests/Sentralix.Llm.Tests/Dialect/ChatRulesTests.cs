using System.Text;
using Sentralix.Llm.Dialect;
using Xunit;

namespace Sentralix.Llm.Tests.Dialect;

public sealed class ChatRulesTests
{
    private const string Good = """
        {"model":"large","messages":[{"role":"system","content":"Ты — помощник магазина «Ёлочка». Отвечай коротко и вежливо, на «вы»."},{"role":"user","content":"Здравствуйте! Где мой заказ № 7731 и когда его привезут?"}],
         "temperature":0.3,"top_p":1,"n":1,"max_tokens":300,"presence_penalty":-2,"frequency_penalty":2.0,"stream":true,"stream_options":{"include_usage":true},"tool_choice":"auto",
         "tools":[{"type":"function","function":{"name":"order_status","description":"Где заказ","parameters":{"type":"object","properties":{"id":{"type":"string"},"type":{"type":["string","null"],"enum":["a"]}},"required":["id"],"additionalProperties":false}}}]}
        """;

    [Theory]
    [InlineData(Good)]
    [InlineData("""{"messages":[],"n":null,"temperature":null,"tools":null,"tool_choice":null,"response_format":null,"top_logprobs":null}""")]
    [InlineData("""{"messages":[],"n":128,"temperature":2,"top_p":0.0,"top_logprobs":20,"presence_penalty":2,"frequency_penalty":-2.0,"unknown":{"n":1000}}""")]
    [InlineData("""{"messages":[],"tools":[],"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"text"}}""")]
    [InlineData("""{"messages":[],"tools":[{"type":"custom","custom":{"name":"any name"}},{"type":"builtin_function"}],"tool_choice":{"type":"allowed_tools","allowed_tools":{}}}""")]
    [InlineData("""{"messages":[],"tools":[{"function":{"name":"a"}},{"type":"function","function":{"name":"A_-\u0061","parameters":null}},{"type":"function","function":{"name":"b","parameters":{}}}]}""")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_object","schema":{"a":1}}}""")]
    [InlineData("""{"messages":[],"response_format":{"json_schema":{"name":"a","schema":{"type":"array","items":{"$ref":"#/$defs/x"},"$defs":{"x":true}},"strict":true},"type":"json_schema"}}""")]
    [InlineData("""{"messages":[],"functions":[{"name":"a","parameters":{"type":"object"}}],"function_call":"auto"}""")]
    public void What_OpenAI_takes_is_taken(string request) => Assert.Null(Check(request));

    [Theory]
    [InlineData("{}", "messages", "missing_required_parameter")]
    [InlineData("""{"messages":"hi"}""", "messages", "invalid_type")]
    [InlineData("""{"messages":null}""", "messages", "invalid_type")]
    [InlineData("""{"messages":[],"n":1000}""", "n", "invalid_value")]
    [InlineData("""{"messages":[],"n":0}""", "n", "invalid_value")]
    [InlineData("""{"messages":[],"n":1.5}""", "n", "invalid_value")]
    [InlineData("""{"messages":[],"n":"1"}""", "n", "invalid_type")]
    [InlineData("""{"messages":[],"\u006e":1000}""", "n", "invalid_value")]
    [InlineData("""{"messages":[],"n":99999999999999999999}""", "n", "invalid_value")]
    [InlineData("""{"messages":[],"temperature":2.01}""", "temperature", "invalid_value")]
    [InlineData("""{"messages":[],"temperature":-0.1}""", "temperature", "invalid_value")]
    [InlineData("""{"messages":[],"temperature":1e400}""", "temperature", "invalid_value")]
    [InlineData("""{"messages":[],"temperature":{"a":[1]}}""", "temperature", "invalid_type")]
    [InlineData("""{"messages":[],"top_p":1.1}""", "top_p", "invalid_value")]
    [InlineData("""{"messages":[],"presence_penalty":-2.5}""", "presence_penalty", "invalid_value")]
    [InlineData("""{"messages":[],"frequency_penalty":3}""", "frequency_penalty", "invalid_value")]
    [InlineData("""{"messages":[],"top_logprobs":21}""", "top_logprobs", "invalid_value")]
    [InlineData("""{"messages":[],"tools":{}}""", "tools", "invalid_type")]
    [InlineData("""{"messages":[],"tools":["f"]}""", "tools[0]", "invalid_type")]
    [InlineData("""{"messages":[],"tools":[{"type":"function"}]}""", "tools[0].function", "missing_required_parameter")]
    [InlineData("""{"messages":[],"tools":[{"type":7,"function":{"name":"f"}}]}""", "tools[0].type", "invalid_type")]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":[]}]}""", "tools[0].function", "invalid_type")]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":{}}]}""", "tools[0].function.name", "missing_required_parameter")]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"заказ"}}]}""", "tools[1].function.name", "invalid_value")]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":{"name":""}}]}""", "tools[0].function.name", "invalid_value")]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":{"name":"a\u0020b"}}]}""", "tools[0].function.name", "invalid_value")]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":{"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}]}""", "tools[0].function.name", "invalid_value")]
    [InlineData("""{"messages":[],"functions":[{"name":"a b"}]}""", "functions[0].name", "invalid_value")]
    [InlineData("""{"messages":[],"tool_choice":"maybe"}""", "tool_choice", "invalid_value")]
    [InlineData("""{"messages":[],"tool_choice":7}""", "tool_choice", "invalid_type")]
    [InlineData("""{"messages":[],"tool_choice":{"type":"file_search"}}""", "tool_choice.type", "invalid_value")]
    [InlineData("""{"messages":[],"tool_choice":{"type":"function"}}""", "tool_choice.function.name", "missing_required_parameter")]
    [InlineData("""{"messages":[],"response_format":"json"}""", "response_format", "invalid_type")]
    [InlineData("""{"messages":[],"response_format":{"type":"xml"}}""", "response_format.type", "invalid_value")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema"}}""", "response_format.json_schema", "missing_required_parameter")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema","json_schema":[]}}""", "response_format.json_schema", "invalid_type")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema","json_schema":{"schema":{}}}}""", "response_format.json_schema.name", "missing_required_parameter")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"thing"}}}}""", "response_format.json_schema.schema", "invalid_json_schema")]
    public void What_it_does_not_take_is_refused_and_named(string request, string param, string code)
    {
        var error = Check(request);

        Assert.NotNull(error);
        Assert.Equal((400, "invalid_request_error", param, code), (error.Status, error.Type, error.Param, error.Code));
        Assert.Contains($"'{param}'", error.Message);
    }

    [Theory]
    [InlineData("7", "a schema must be an object.")]
    [InlineData("\"object\"", "a schema must be an object.")]
    [InlineData("true", "a schema must be an object.")]
    [InlineData("""{"type":"string"}""", "type: it must be 'object': arguments are an object.")]
    [InlineData("""{"type":["string","null"]}""", "type: it must be 'object': arguments are an object.")]
    [InlineData("""{"type":"objekt"}""", "type: 'objekt' is not a type.")]
    [InlineData("""{"type":7}""", "type: it must be a string or an array of strings.")]
    [InlineData("""{"type":["object",null]}""", "type: it must be a string or an array of strings.")]
    [InlineData("""{"properties":[]}""", "properties: it must be an object of schemas.")]
    [InlineData("""{"properties":{"город":{"type":"text"}}}""", "properties.город.type: 'text' is not a type.")]
    [InlineData("""{"properties":{"a":"string"}}""", "properties.a: a schema must be an object.")]
    [InlineData("""{"required":"a"}""", "required: it must be an array of strings.")]
    [InlineData("""{"required":[1]}""", "required: it must be an array of strings.")]
    [InlineData("""{"properties":{"a":{"items":{"anyOf":[{"type":"string"},{"enum":"x"}]}}}}""", "properties.a.items.anyOf[1].enum: it must be an array.")]
    [InlineData("""{"properties":{"a":{"oneOf":{}}}}""", "properties.a.oneOf: it must be an array of schemas.")]
    [InlineData("""{"$defs":{"a":5}}""", "$defs.a: a schema must be an object.")]
    [InlineData("""{"additionalProperties":"no"}""", "additionalProperties: a schema must be an object.")]
    [InlineData("""{"not":[]}""", "not: a schema must be an object.")]
    public void A_tools_schema_that_is_none_is_refused_and_the_place_in_it_named(string schema, string why)
    {
        // What follows it is checked all the same.
        var error = Check($$$"""
            {"messages":[],"tools":[{"type":"function","function":{"parameters":{{{schema}}},"name":"f"}},{"type":"function","function":{"name":"g"}}],"n":0}
            """);

        Assert.NotNull(error);
        Assert.Equal(("tools[0].function.parameters", "invalid_function_parameters"), (error.Param, error.Code));
        Assert.Equal($"Invalid 'tools[0].function.parameters': {why} Invalid 'n': it must be from 1 to 128, and is 0.", error.Message);
    }

    [Fact]
    public void Everything_wrong_is_named_and_the_first_is_the_param()
    {
        var error = Check("""{"temperature":3,"n":0,"tools":[{"function":{"name":"a b"}}],"top_p":-1}""");

        Assert.Equal(("temperature", "invalid_value"), (error!.Param, error.Code));
        foreach (var field in (string[])["temperature", "n", "tools[0].function.name", "top_p", "messages"]) Assert.Contains($"'{field}'", error.Message);
    }

    [Fact]
    public void More_tools_than_anyone_takes_are_refused_in_one_sentence()
    {
        var tools = string.Join(',', Enumerable.Range(0, 129).Select(i => $$$"""{"type":"function","function":{"name":"f{{{i}}}"}}"""));
        var bad = string.Join(',', Enumerable.Repeat("7", 5_000));

        Assert.Equal("tools", Check($$"""{"messages":[],"tools":[{{tools}}]}""")!.Param);
        Assert.InRange(Check($$"""{"messages":[],"tools":[{{bad}}]}""")!.Message.Length, 100, 1_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"messages\":[]}}")]
    [InlineData("{\"messages\":[],\"tools\":[{\"function\":{\"name\":\"a\",\"parameters\":{\"type\":\"\\ud800\"}}}]}")]
    [InlineData("{\"\\ud800\":1}")]
    public void What_is_no_request_is_refused(string request) => Assert.Equal(400, Check(request)!.Status);

    [Fact]
    public void A_good_request_costs_no_memory()
    {
        var body = Encoding.UTF8.GetBytes(Good);
        Assert.Null(ChatRules.Check(body));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) ChatRules.Check(body);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Whatever_comes_is_taken_or_refused_and_never_thrown()
    {
        var taken = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            if (ChatRules.Check(Encoding.UTF8.GetBytes(new MutatedJson(seed).Of(Good))) is not { } error) taken++;
            else Assert.False(string.IsNullOrWhiteSpace(error.Message));
        }

        // Both happen, or it proves nothing.
        Assert.InRange(taken, 1_000, 19_000);
        for (var seed = 0; seed < 20_000; seed++)
        {
            var bytes = Encoding.UTF8.GetBytes(Good);
            var random = new Random(seed);
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ChatRules.Check(bytes.AsSpan(0, random.Next(bytes.Length) + 1));
        }
    }

    private static OpenAiError? Check(string request) => ChatRules.Check(Encoding.UTF8.GetBytes(request));
}
