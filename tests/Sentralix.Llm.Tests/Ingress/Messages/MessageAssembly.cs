using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress.Messages;

/// <summary>Puts a message together out of its events as Anthropic's documentation says, and takes nothing that it forbids.</summary>
internal static class MessageAssembly
{
    public static JsonElement Of(List<SeenEvent> events)
    {
        Assert.Equal("message_start", events[0].Name);
        Assert.Equal(["message_delta", "message_stop"], events[^2..].Select(e => e.Name));
        var message = JsonNode.Parse(events[0].Data.GetProperty("message").GetRawText())!.AsObject();
        var content = message["content"]!.AsArray();
        JsonObject? open = null;
        var input = new StringBuilder();
        var texts = new Dictionary<string, string>();
        foreach (var (name, data) in events[1..^2])
        {
            if (name == "content_block_start")
            {
                Assert.Null(open);
                Assert.Equal(content.Count, data.GetProperty("index").GetInt32());
                open = JsonNode.Parse(data.GetProperty("content_block").GetRawText())!.AsObject();
                content.Add(open);
                input.Clear();
                texts.Clear();
                continue;
            }

            Assert.NotNull(open);
            Assert.Equal(content.Count - 1, data.GetProperty("index").GetInt32());
            if (name == "content_block_stop")
            {
                foreach (var (field, text) in texts) open[field] = text;
                if (input.Length > 0) open["input"] = JsonNode.Parse(input.ToString());
                open = null;
                continue;
            }

            Assert.Equal("content_block_delta", name);
            var delta = data.GetProperty("delta");
            switch (delta.GetProperty("type").GetString(), open["type"]!.GetValue<string>())
            {
                case ("text_delta", "text"):
                    Append(texts, "text", delta.GetProperty("text"));
                    break;
                case ("thinking_delta", "thinking"):
                    Append(texts, "thinking", delta.GetProperty("thinking"));
                    break;
                case ("signature_delta", "thinking"):
                    Append(texts, "signature", delta.GetProperty("signature"));
                    break;
                case ("input_json_delta", "tool_use"):
                    input.Append(delta.GetProperty("partial_json").GetString());
                    break;
                default:
                    Assert.Fail($"{delta} in {open.ToJsonString()}");
                    break;
            }
        }

        Assert.Null(open);
        var last = events[^2].Data;
        message["stop_reason"] = last.GetProperty("delta").GetProperty("stop_reason").GetString();
        message["usage"] = JsonNode.Parse(last.GetProperty("usage").GetRawText());
        return JsonDocument.Parse(message.ToJsonString()).RootElement;
    }

    private static void Append(Dictionary<string, string> texts, string field, JsonElement more) =>
        texts[field] = texts.GetValueOrDefault(field, "") + more.GetString();
}
