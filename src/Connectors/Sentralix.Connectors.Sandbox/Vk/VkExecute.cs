using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary><c>execute</c> in the one form that clients write by themselves: <c>return [API.method({…}),…];</c>. It counts as one call, however
/// many are in it.</summary>
internal static class VkExecute
{
    private const int CallsOfOne = 25;

    /// <summary>Reads the calls; the reason says why it cannot.</summary>
    public static (IReadOnlyList<VkCall>? Calls, VkAnswer? Refusal) Read(VkCall execute)
    {
        var code = (execute["code"] ?? "").Trim().TrimEnd(';').Trim();
        if (!code.StartsWith("return", StringComparison.Ordinal)) return NotCompiled("return expected");
        var list = code["return".Length..].Trim();
        if (!list.StartsWith('[') || !list.EndsWith(']')) return NotCompiled("list expected");

        var rest = list[1..^1].Trim();
        var calls = new List<VkCall>();
        while (rest.Length > 0)
        {
            var open = rest.IndexOf('(', StringComparison.Ordinal);
            if (!rest.StartsWith("API.", StringComparison.Ordinal) || open < 0) return NotCompiled("API call expected");
            if (Arguments(rest[(open + 1)..]) is not var (form, length)) return NotCompiled("object expected");
            calls.Add(new VkCall(rest["API.".Length..open], QueryCollection.Empty, form, null));
            rest = rest[(open + 1 + length)..].TrimStart();
            if (!rest.StartsWith(')')) return NotCompiled(") expected");
            rest = rest[1..].TrimStart().TrimStart(',').TrimStart();
        }

        return calls.Count > CallsOfOne ? (null, VkAnswer.Refuse(13, "Runtime error occurred during code invocation: Too many api calls")) : (calls, null);
    }

    /// <summary>What a batch answers: each call's response, or false and an entry among the errors.</summary>
    public static byte[] Write(IReadOnlyList<(VkCall Call, VkAnswer Answer)> answers) => JsonBody.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("response");
        foreach (var (_, answer) in answers) answer.WriteResponse(json);
        json.WriteEndArray();
        if (answers.Any(one => one.Answer.Code != 0))
        {
            json.WriteStartArray("execute_errors");
            foreach (var (call, answer) in answers.Where(one => one.Answer.Code != 0))
            {
                json.WriteStartObject();
                json.WriteString("method", call.Method);
                json.WriteNumber("error_code", answer.Code);
                json.WriteString("error_msg", answer.Words);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    private static (IReadOnlyList<VkCall>?, VkAnswer?) NotCompiled(string why) => (null, VkAnswer.Refuse(12, $"Unable to compile code: {why}"));

    private static (FormCollection Form, int Length)? Arguments(string text)
    {
        if (text.StartsWith(')')) return (FormCollection.Empty, 0);
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            var reader = new Utf8JsonReader(bytes, isFinalBlock: false, default);
            if (!JsonDocument.TryParseValue(ref reader, out var document)) return null;
            using (document)
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
                var fields = document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => new StringValues(Plain(field.Value)));
                return (new FormCollection(fields), Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.BytesConsumed)));
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Plain)),
        _ => value.GetRawText(),
    };
}
