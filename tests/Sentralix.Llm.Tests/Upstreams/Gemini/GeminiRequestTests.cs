using System.Text;
using System.Text.Json;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams.Gemini;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Gemini;

public sealed class GeminiRequestTests
{
    private const string Model = "gemini-2.5-flash";
    private static readonly GeminiDialect Dialect = new();

    [Fact]
    public void A_request_becomes_one_for_content()
    {
        var request = Request("""
            {"model":"our-model","messages":[{"role":"system","content":"Будь"},{"role":"developer","content":[{"type":"text","text":"краток"}]},{"role":"user","content":"Привет \"ё\""},{"role":"assistant","content":"Да?"},{"role":"user","content":"Кто ты?"}],
             "temperature":1.5,"top_p":0.5,"top_k":7,"max_completion_tokens":9,"max_tokens":8,"n":2,"stop":"стоп","seed":5,"frequency_penalty":0.5,"presence_penalty":-0.5,"store":true,"user":"u","metadata":{"a":"b"},"parallel_tool_calls":false,"unheard_of":1}
            """);

        Translate.AssertJson("""
            {"systemInstruction":{"parts":[{"text":"Будь"},{"text":"краток"}]},
             "contents":[{"role":"user","parts":[{"text":"Привет \"ё\""}]},{"role":"model","parts":[{"text":"Да?"}]},{"role":"user","parts":[{"text":"Кто ты?"}]}],
             "generationConfig":{"temperature":1.5,"topP":0.5,"topK":7,"frequencyPenalty":0.5,"presencePenalty":-0.5,"candidateCount":2,"maxOutputTokens":9,"seed":5,"stopSequences":["стоп"]}}
            """, request);
    }

    [Theory]
    [InlineData("gemini-2.5-flash", false, null, "v1beta/models/gemini-2.5-flash:generateContent")]
    [InlineData("gemini-2.5-flash", true, null, "v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    [InlineData("tunedModels/мой-1", false, "v1", "v1/tunedModels/%D0%BC%D0%BE%D0%B9-1:generateContent")]
    public void The_address_names_version_model_and_method(string model, bool stream, string? version, string expected)
    {
        var call = version is null ? Translate.Call(model, stream) : Translate.Call(model, stream, ("version", version));
        Assert.True(Dialect.TryChat(Encoding.UTF8.GetBytes(Chat("{}")), call, out var written, out _));

        Assert.Equal(expected, written.Path);
    }

    [Fact]
    public void Results_of_all_calls_of_a_turn_are_one_content_with_the_names_of_their_functions()
    {
        var request = Request("""
            {"messages":[
              {"role":"user","content":"Где заказ?"},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"c1","type":"function","function":{"name":"order","arguments":"{\"id\":\"ё-7\"}"}},
                {"id":"c2","type":"function","function":{"name":"now","arguments":""}}]},
              {"role":"tool","tool_call_id":"c2","content":"полдень"},
              {"role":"user","content":"Ну?"},
              {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"{\"state\":"},{"type":"text","text":"\"в пути\"}"}]}]}
            """);

        Translate.AssertJson("""
            [{"role":"user","parts":[{"text":"Где заказ?"}]},
             {"role":"model","parts":[{"functionCall":{"id":"c1","name":"order","args":{"id":"ё-7"}}},{"functionCall":{"id":"c2","name":"now","args":{}}}]},
             {"role":"user","parts":[{"functionResponse":{"id":"c2","name":"now","response":{"output":"полдень"}}},{"functionResponse":{"id":"c1","name":"order","response":{"state":"в пути"}}}]},
             {"role":"user","parts":[{"text":"Ну?"}]}]
            """, request.GetProperty("contents"));
    }

    [Fact]
    public void Images_sound_and_files_come_inside_the_request_or_from_an_address()
    {
        var request = Request("""
            {"messages":[{"role":"user","content":[
              {"type":"image_url","image_url":{"url":"data:image\/png;base64,iVBORw\/+="}},
              {"type":"image_url","image_url":{"url":"https://example.com/кот.JPG?size=1.5"}},
              {"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]}]}
            """);

        Translate.AssertJson("""
            [{"inlineData":{"mimeType":"image/png","data":"iVBORw/+="}},
             {"fileData":{"mimeType":"image/jpeg","fileUri":"https://example.com/кот.JPG?size=1.5"}},
             {"inlineData":{"mimeType":"audio/mp3","data":"AAAA"}},
             {"inlineData":{"mimeType":"application/pdf","data":"JVBERi0="}}]
            """, request.GetProperty("contents")[0].GetProperty("parts"));
    }

    [Fact]
    public void Tools_keep_their_schemas()
    {
        var request = Request(Chat("""
            {"tools":[{"type":"function","function":{"name":"order","description":"Заказ","parameters":{"type":"object","properties":{"id":{"type":"string"}},"additionalProperties":false}}},{"type":"function","function":{"name":"now"}}]}
            """));

        Translate.AssertJson("""
            [{"functionDeclarations":[{"name":"order","description":"Заказ","parametersJsonSchema":{"type":"object","properties":{"id":{"type":"string"}},"additionalProperties":false}},{"name":"now"}]}]
            """, request.GetProperty("tools"));
        Assert.False(request.TryGetProperty("toolConfig", out _));
    }

    [Theory]
    [InlineData("\"auto\"", "false", null)]
    [InlineData("\"auto\"", "true", """{"mode":"VALIDATED"}""")]
    [InlineData("\"none\"", "true", """{"mode":"NONE"}""")]
    [InlineData("\"required\"", "true", """{"mode":"ANY"}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", "false", """{"mode":"ANY","allowedFunctionNames":["f"]}""")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}""", "false", """{"mode":"ANY","allowedFunctionNames":["f"]}""")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}""", "false", """{"mode":"VALIDATED","allowedFunctionNames":["f"]}""")]
    public void The_choice_of_a_tool_is_told_in_the_providers_words(string choice, string strict, string? expected)
    {
        var request = Request(Chat($$"""{"tools":[{"type":"function","function":{"name":"f","strict":{{strict}} } }],"tool_choice":{{choice}} }"""));

        if (expected is null) Assert.False(request.TryGetProperty("toolConfig", out _));
        else Translate.AssertJson(expected, request.GetProperty("toolConfig").GetProperty("functionCallingConfig"));
    }

    [Theory]
    [InlineData("""{"type":"text"}""", "{}")]
    [InlineData("""{"type":"json_object"}""", """{"responseMimeType":"application/json"}""")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}""", """{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}""")]
    public void The_form_of_the_answer_is_kept(string format, string expected) =>
        Translate.AssertJson(expected, Request(Chat($$"""{"response_format":{{format}} }""")).GetProperty("generationConfig"));

    [Theory]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-pro", "low", """{"thinkingBudget":1024,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-pro", "medium", """{"thinkingBudget":8192,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-pro", "max", """{"thinkingBudget":24576,"includeThoughts":true}""")]
    [InlineData("gemini-3-flash-preview", "minimal", """{"thinkingLevel":"MINIMAL","includeThoughts":true}""")]
    [InlineData("gemini-3-pro-preview", "medium", """{"thinkingLevel":"MEDIUM","includeThoughts":true}""")]
    [InlineData("gemini-flash-latest", "xhigh", """{"thinkingLevel":"HIGH","includeThoughts":true}""")]
    public void The_effort_is_told_in_the_way_of_the_model(string model, string effort, string expected)
    {
        var request = Translate.Request(Dialect, Chat($$"""{"reasoning_effort":"{{effort}}"}"""), Translate.Call(model));

        Translate.AssertJson(expected, request.GetProperty("generationConfig").GetProperty("thinkingConfig"));
    }

    [Fact]
    public void Summaries_of_thoughts_can_be_left_out()
    {
        var request = Translate.Request(Dialect, Chat("""{"reasoning_effort":"low"}"""), Translate.Call(Model, false, ("include_thoughts", "false"), ("thinking", "level")));

        Translate.AssertJson("""{"thinkingLevel":"LOW"}""", request.GetProperty("generationConfig").GetProperty("thinkingConfig"));
    }

    [Fact]
    public void Signatures_go_back_where_they_came_from()
    {
        var request = Translate.Request(Dialect, """
            {"messages":[{"role":"user","content":"a"},
             {"role":"assistant","content":"b","extra_content":{"google":{"thought_signature":"bXNn"}},"reasoning_content":"not sent","tool_calls":[
               {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"Y2FsbA=="}}},
               {"id":"c2","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"1"},{"role":"tool","tool_call_id":"c2","content":"2"},
             {"role":"assistant","content":null,"extra_content":{"google":{"thought_signature":"ZW1wdHk="}}}]}
            """, Translate.Call("gemini-3-pro-preview"));

        Translate.AssertJson("""
            [{"text":"b","thoughtSignature":"bXNn"},{"functionCall":{"id":"c1","name":"f","args":{}},"thoughtSignature":"Y2FsbA=="},{"functionCall":{"id":"c2","name":"f","args":{}}}]
            """, request.GetProperty("contents")[1].GetProperty("parts"));
        Translate.AssertJson("""[{"text":"","thoughtSignature":"ZW1wdHk="}]""", request.GetProperty("contents")[3].GetProperty("parts"));
    }

    [Theory]
    [InlineData("gemini-3-pro-preview", "skip_thought_signature_validator")]
    [InlineData("gemini-2.5-flash", null)]
    public void Calls_that_another_model_made_are_marked_as_unsigned_where_signatures_are_demanded(string model, string? expected)
    {
        var request = Translate.Request(Dialect, """
            {"messages":[{"role":"user","content":"a"},
             {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"c2","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"1"},{"role":"tool","tool_call_id":"c2","content":"2"}]}
            """, Translate.Call(model));

        var parts = request.GetProperty("contents")[1].GetProperty("parts");
        Assert.Equal(expected, parts[0].TryGetProperty("thoughtSignature", out var signature) ? signature.GetString() : null);
        Assert.False(parts[1].TryGetProperty("thoughtSignature", out _));
    }

    [Theory]
    [InlineData("""{"logprobs":true}""", "logprobs", "unsupported_parameter")]
    [InlineData("""{"logit_bias":{"1":1}}""", "logit_bias", "unsupported_parameter")]
    [InlineData("""{"modalities":["audio"]}""", "modalities", "unsupported_value")]
    [InlineData("""{"web_search_options":{}}""", "web_search_options", "unsupported_parameter")]
    [InlineData("""{"seed":9007199254740991}""", "seed", "unsupported_value")]
    [InlineData("""{"response_format":{"type":"grammar"}}""", "response_format", "invalid_value")]
    [InlineData("""{"reasoning_effort":"extreme"}""", "reasoning_effort", "unsupported_value")]
    [InlineData("""{"max_tokens":0}""", "max_tokens", "invalid_value")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":false}""", "parallel_tool_calls", "unsupported_value")]
    [InlineData("""{"tools":[{"type":"custom"}]}""", "tools[0].type", "unsupported_value")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"sometimes"}""", "tool_choice", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"critic","content":"a"}]}""", "messages[0].role", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://example.com/a.png"}}]}]}""", "messages[0].content[0].image_url.url", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a"}}]}]}""", "messages[0].content[0].image_url.url", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:text/html;base64,AA=="}}]}]}""", "messages[0].content[0].image_url.url", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA","format":"ogg"}}]}]}""", "messages[0].content[0].input_audio.format", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]}""", "messages[0].content[0].file", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"video_url"}]}]}""", "messages[0].content[0].type", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"tool","tool_call_id":"nobody","content":"b"}]}""", "messages[1].tool_call_id", "invalid_value")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"[1]"}}]}]}""", "messages[1].tool_calls[0].function.arguments", "invalid_value")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]}""", "messages[2].content[0].type", "unsupported_value")]
    public void What_cannot_be_kept_is_refused_by_name(string fields, string param, string code)
    {
        var refusal = Translate.Refusal(Dialect, Chat(fields), Translate.Call(Model));

        Assert.Equal((400, param, code), (refusal.Status, refusal.Param, refusal.Code));
    }

    [Fact]
    public void A_model_that_always_thinks_is_not_said_to_have_been_kept_from_it()
    {
        var refusal = Translate.Refusal(Dialect, Chat("""{"reasoning_effort":"none"}"""), Translate.Call("gemini-3-pro-preview"));

        Assert.Equal(("reasoning_effort", "unsupported_value"), (refusal.Param, refusal.Code));
    }

    [Theory]
    [InlineData("thinking", "hard")]
    [InlineData("include_thoughts", "perhaps")]
    public void A_wrong_setting_is_named(string name, string value)
    {
        var refusal = Translate.Refusal(Dialect, Chat("{}"), Translate.Call(Model, false, (name, value)));

        Assert.Equal((500, "wrong_setting"), (refusal.Status, refusal.Code));
        Assert.Contains(name, refusal.Message);
    }

    /// <summary>A request with these fields, and with a message where they bring none.</summary>
    private static string Chat(string fields)
    {
        using var given = JsonDocument.Parse(fields);
        return given.RootElement.TryGetProperty("messages", out _)
            ? fields
            : $$"""{"messages":[{"role":"user","content":"a"}]{{(fields.Trim() == "{}" ? "" : ",")}}{{fields.Trim()[1..]}}""";
    }

    private static JsonElement Request(string chat) => Translate.Request(Dialect, chat, Translate.Call(Model));
}
