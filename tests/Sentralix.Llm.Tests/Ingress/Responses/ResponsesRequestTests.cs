using System.Text.Json;
using Sentralix.Llm.Ingress.Responses;
using Xunit;
using static Sentralix.Llm.Tests.Ingress.Translated;

namespace Sentralix.Llm.Tests.Ingress.Responses;

public sealed class ResponsesRequestTests
{
    private static readonly ResponsesDialect Dialect = new();

    [Fact]
    public void A_plain_request_becomes_a_plain_chat_request()
    {
        var chat = Request(Dialect, """
            {"model":"large","instructions":"Будь \"краток\".","input":"Привет","stream":true,"max_output_tokens":50,"temperature":0.5,"top_p":0.9,"store":true,
             "metadata":{"a":"b"},"reasoning":{"effort":"low","summary":"auto"},"text":{"format":{"type":"text"},"verbosity":"low"},"truncation":"auto","user":"u",
             "include":["reasoning.encrypted_content"],"background":false,"previous_response_id":null,"top_logprobs":0,"prompt_cache_key":"k","top_k":5}
            """);

        Same("""
            {"model":"large","stream":true,"temperature":0.5,"top_p":0.9,"user":"u","prompt_cache_key":"k","top_k":5,
             "messages":[{"role":"system","content":"Будь \"краток\"."},{"role":"user","content":"Привет"}],
             "max_tokens":50,"reasoning_effort":"low","verbosity":"low"}
            """, chat);
    }

    [Fact]
    public void What_the_model_put_out_in_a_row_is_one_message()
    {
        var chat = Messages("""
            {"role":"developer","content":"Кратко"},
            {"type":"message","role":"user","content":[{"type":"input_text","text":"Где заказ и который час?"}]},
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Надо спросить"}]},
            {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Смотрю.","annotations":[]}]},
            {"type":"function_call","id":"fc_1","call_id":"call_1","name":"order","arguments":"{\"id\":\"ё-7\"}","status":"completed"},
            {"type":"function_call","call_id":"call_2","name":"now","arguments":"{}"},
            {"type":"function_call_output","call_id":"call_1","output":"в пути"},
            {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"12"}]},
            {"role":"assistant","content":"В пути, 12 часов."},
            {"role":"user","content":"Спасибо"}
            """);

        Same("""
            [{"role":"system","content":"Кратко"},
             {"role":"user","content":"Где заказ и который час?"},
             {"role":"assistant","content":"Смотрю.","tool_calls":[
               {"id":"call_1","type":"function","function":{"name":"order","arguments":"{\"id\":\"ё-7\"}"}},
               {"id":"call_2","type":"function","function":{"name":"now","arguments":"{}"}}],"reasoning_content":"Надо спросить"},
             {"role":"tool","tool_call_id":"call_1","content":"в пути"},
             {"role":"tool","tool_call_id":"call_2","content":"12"},
             {"role":"assistant","content":"В пути, 12 часов."},
             {"role":"user","content":"Спасибо"}]
            """, chat);
    }

    [Fact]
    public void Calls_without_words_and_several_texts_keep_their_form()
    {
        var chat = Messages("""
            {"type":"function_call","call_id":"a","name":"n","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":""},
            {"role":"assistant","content":[{"type":"output_text","text":"a"},{"type":"refusal","refusal":"b"}]},{"role":"assistant","content":"c"},
            {"type":"reasoning","id":"rs","summary":[]}
            """);

        Same("""
            [{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"n","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":""},
             {"role":"assistant","content":[{"type":"text","text":"a"},{"type":"refusal","refusal":"b"},{"type":"text","text":"c"}]}]
            """, chat);
    }

    [Fact]
    public void Images_files_and_sound_become_parts()
    {
        var chat = Messages("""
            {"role":"user","content":[{"type":"input_text","text":"Что тут?"},{"type":"input_image","image_url":"data:image/png;base64,AA==","detail":"low"},
              {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="},{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}]}
            """);

        Same("""
            [{"role":"user","content":[{"type":"text","text":"Что тут?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA==","detail":"low"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}},{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}]}]
            """, chat);
    }

    [Theory]
    [InlineData("\"required\"", "\"required\"")]
    [InlineData("""{"type":"function","name":"order"}""", """{"type":"function","function":{"name":"order"}}""")]
    [InlineData("""{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"order"}]}""",
        """{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"order"}}]}}""")]
    public void Functions_are_wrapped(string choice, string expected)
    {
        var chat = Request(Dialect, $$"""
            {"model":"m","input":"?","tool_choice":{{choice}},"parallel_tool_calls":false,
             "tools":[{"type":"function","name":"order","description":"Заказ","parameters":{"type":"object"},"strict":true}]}
            """);

        Same("""[{"type":"function","function":{"name":"order","description":"Заказ","parameters":{"type":"object"},"strict":true}}]""", chat.GetProperty("tools"));
        Same(expected, chat.GetProperty("tool_choice"));
        Assert.False(chat.GetProperty("parallel_tool_calls").GetBoolean());
    }

    [Fact]
    public void A_schema_of_the_answer_is_wrapped()
    {
        var chat = Request(Dialect, """
            {"model":"m","input":"?","text":{"format":{"type":"json_schema","name":"a","schema":{"type":"object"},"strict":true}}}
            """);

        Same("""{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"},"strict":true}}""", chat.GetProperty("response_format"));
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "input", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":5}""", "input", "invalid_type")]
    [InlineData("""{"model":"m","input":["a"]}""", "input[0]", "invalid_type")]
    [InlineData("""{"model":"m","input":"a","previous_response_id":"resp_1"}""", "previous_response_id", "unsupported_parameter")]
    [InlineData("""{"model":"m","input":"a","conversation":"conv_1"}""", "conversation", "unsupported_parameter")]
    [InlineData("""{"model":"m","input":"a","background":true}""", "background", "unsupported_parameter")]
    [InlineData("""{"model":"m","input":"a","prompt":{"id":"p"}}""", "prompt", "unsupported_parameter")]
    [InlineData("""{"model":"m","input":"a","top_logprobs":5}""", "top_logprobs", "unsupported_parameter")]
    [InlineData("""{"model":"m","input":"a","include":["message.output_text.logprobs"]}""", "include", "unsupported_value")]
    [InlineData("""{"model":"m","input":"a","tools":[{"type":"web_search"}]}""", "tools[0].type", "unsupported_value")]
    [InlineData("""{"model":"m","input":"a","tools":[{"type":"custom","name":"c"}]}""", "tools[0].type", "unsupported_value")]
    [InlineData("""{"model":"m","input":"a","tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"file_search"}}""", "tool_choice.type", "unsupported_value")]
    [InlineData("""{"model":"m","input":"a","text":{"format":{"type":"grammar"}}}""", "text.format.type", "unsupported_value")]
    [InlineData("""{"model":"m","input":"a","max_output_tokens":0}""", "max_output_tokens", "invalid_type")]
    [InlineData("""{"model":"m","input":[{"type":"item_reference","id":"msg_1"}]}""", "input[0].type", "unsupported_value")]
    [InlineData("""{"model":"m","input":[{"type":"web_search_call","id":"ws_1"}]}""", "input[0].type", "unsupported_value")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":"a"},{"type":"function_call","name":"f","arguments":"{}"}]}""", "input[1].call_id", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image","file_id":"file_1"}]}]}""", "input[0].content[0].file_id", "unsupported_value")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_url":"https://e.org"}]}]}""", "input[0].content[0].file_url", "unsupported_value")]
    [InlineData("""{"model":"m","input":"a","messages":[]}""", "messages", "unknown_parameter")]
    [InlineData("""{"model":"m","input":"a","n":3}""", "n", "unknown_parameter")]
    public void What_the_platform_does_not_do_is_refused_and_named(string request, string param, string code)
    {
        var refusal = Refusal(Dialect, request);

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
    }

    [Fact]
    public void Signed_thoughts_come_back_to_the_provider_that_signed_them()
    {
        const string Signed = """{"type":"reasoning.text","text":"Хм \"так\"","signature":"c2ln"}""";
        const string Encrypted = """{"type":"reasoning.encrypted","data":"ZW5j"}""";
        var response = Answer(Dialect, $$$"""
            {"choices":[{"finish_reason":"tool_calls","message":{"reasoning_details":[{{{Signed}}},{{{Encrypted}}}],
              "tool_calls":[{"id":"a","function":{"name":"n","arguments":"{}"} }]} }]}
            """);

        // The client appends the output to its input, as OpenAI's documentation says.
        var items = string.Join(',', response.GetProperty("output").EnumerateArray().Select(item => item.GetRawText()));
        var chat = Messages($$"""{"role":"user","content":"?"},{{items}},{"type":"function_call_output","call_id":"a","output":"1"}""");

        Same($"[{Signed},{Encrypted}]", chat[1].GetProperty("reasoning_details"));
        Assert.False(chat[1].TryGetProperty("reasoning_content", out _));
    }

    [Fact]
    public async Task Signatures_that_come_at_the_end_of_the_answer_find_their_way_back()
    {
        const string Details = """
            [{"type":"reasoning.text","index":0,"format":"anthropic-claude-v1","text":"Раз","signature":"c2ln"},{"type":"reasoning.encrypted","index":1,"data":"ZW5j"}]
            """;
        var events = await Events(Dialect, Chat(
            Chunk("""{"reasoning_content":"Раз"}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"n","arguments":"{}"}}]}"""),
            Chunk($$"""{"reasoning_details":{{Details}}}"""), Chunk("{}", "tool_calls")));

        var items = events.Where(e => e.Name == "response.output_item.done").Select(e => e.Data.GetProperty("item").GetRawText());
        var chat = Messages($$"""{{string.Join(',', items)}},{"type":"function_call_output","call_id":"a","output":"1"}""");

        Same(Details, chat[0].GetProperty("reasoning_details"));
        Assert.False(chat[0].TryGetProperty("reasoning_content", out _));
        Assert.Equal(1, chat[0].GetProperty("tool_calls").GetArrayLength());
    }

    [Theory]
    [InlineData("gAAAAABopaque")]
    [InlineData("sentralix.1.%%%")]
    [InlineData("sentralix.1.")]
    [InlineData("sentralix.1.eyJhIjoxfX0")] // {"a":1}}
    [InlineData("sentralix.1.WzFd")] // [1]
    public void Thoughts_that_nobody_here_sealed_are_left_out(string sealedThoughts)
    {
        var chat = Messages($$"""
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"x"}],"encrypted_content":"{{sealedThoughts}}"},{"role":"assistant","content":"a"}
            """);

        Same("""[{"role":"assistant","content":"a"}]""", chat);
    }

    private static JsonElement Messages(string items) => Request(Dialect, $$"""{"model":"m","input":[{{items}}]}""").GetProperty("messages");
}
