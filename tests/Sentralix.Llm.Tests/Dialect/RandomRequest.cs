using System.Text;
using System.Text.Json;

namespace Sentralix.Llm.Tests.Dialect;

/// <summary>Random chat requests: any order of fields, any white space, fields nobody knows, Cyrillic and escapes, nested
/// objects that hold fields of the same names.</summary>
internal sealed class RandomRequest(int seed)
{
    private static readonly string[] Texts =
        ["", "model", "stream", "Привет, ёлка", "a\"b\\c", "line\nbreak", "\u0000\u001f", "😀🎄", "{\"model\":\"x\"}", "data: [DONE]", "/"];

    private static readonly string[] Blanks = ["", "", "", " ", "\n", "\r\n\t ", "  "];

    private readonly Random random = new(seed);

    public string? StreamOptions { get; private set; }

    public string Write()
    {
        var fields = new List<(string Name, string Value)>
        {
            (Name("model"), Quoted(Pick(["m", "large", "модель", "a/b:c"]))),
            ("messages", "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Object(2))) + "]"),
        };
        if (random.Next(4) > 0) fields.Add((Name("stream"), Pick(["true", "true", "true", "false", "null"])));
        StreamOptions = Pick([
            null, "null", "{}", "{ }", "{\"include_usage\":false}", "{\"include_usage\" : null , \"x\":1}", "{\"include_usage\":true}",
            "{\"include_obfuscation\":false}", "{\"a\":{\"include_usage\":true}, \"include_usage\": false}"]);
        if (StreamOptions is not null) fields.Add((Name("stream_options"), StreamOptions));
        for (var i = random.Next(5); i > 0; i--) fields.Add(($"unknown_{i}", Value(3)));
        if (random.Next(2) == 0) fields.Add(("max_tokens", random.Next(1, 9000).ToString()));

        var order = fields.ToArray();
        random.Shuffle(order);
        return Blank() + "{" + string.Join(',', order.Select(f => $"{Blank()}{QuotedName(f.Name)}{Blank()}:{Blank()}{f.Value}{Blank()}")) + "}" + Blank();
    }

    private string Value(int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => Quoted(Pick(Texts)),
        1 => Pick(["0", "-1.50", "1e400", "12345678901234567890", "0.1"]),
        2 => "true",
        3 => "null",
        4 => Quoted(Pick(Texts)),
        5 => Object(depth - 1),
        _ => "[" + string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Value(depth - 1))) + "]",
    };

    private string Object(int depth) =>
        "{" + string.Join(',', new[] { "role", "content", "model", "stream", "stream_options" }.Take(random.Next(6))
            .Select(name => $"{Quoted(name)}:{Value(depth)}")) + "}";

    // Now and then a name is written with an escape.
    private string Name(string name) => random.Next(5) == 0 ? name.Replace("m", "\\u006d", StringComparison.Ordinal) : name;

    private static string QuotedName(string name) => $"\"{name}\"";

    private string Quoted(string text) => random.Next(2) == 0
        ? JsonSerializer.Serialize(text)
        : new StringBuilder("\"").Append(JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append('"').ToString();

    private string Blank() => Pick(Blanks);

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];
}
