using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>What a method answers: a response, or an error. Both go out with status 200.</summary>
internal sealed class VkAnswer
{
    public static readonly VkAnswer One = Number(1);

    private readonly Action<Utf8JsonWriter>? response;

    private VkAnswer(int code, string words, Action<Utf8JsonWriter>? response)
    {
        Code = code;
        Words = words;
        this.response = response;
    }

    /// <summary>The error's code; 0: no error.</summary>
    public int Code { get; }

    public string Words { get; }

    public static VkAnswer Number(long number) => new(0, "", json => json.WriteNumberValue(number));

    public static VkAnswer Of(Action<Utf8JsonWriter> response) => new(0, "", response);

    public static VkAnswer Refuse(int code, string words) => new(code, words, null);

    public static VkAnswer BadParameter(string what) => Refuse(100, $"One of the parameters specified was missing or invalid: {what}");

    /// <summary>Writes the bare response; false where there is none.</summary>
    public void WriteResponse(Utf8JsonWriter json)
    {
        if (response is null) json.WriteBooleanValue(false);
        else response(json);
    }

    public void Write(Utf8JsonWriter json, VkCall call)
    {
        json.WriteStartObject();
        if (response is not null)
        {
            json.WritePropertyName("response");
            response(json);
        }
        else
        {
            json.WriteStartObject("error");
            json.WriteNumber("error_code", Code);
            json.WriteString("error_msg", Words);
            json.WriteStartArray("request_params");
            call.WriteEcho(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
