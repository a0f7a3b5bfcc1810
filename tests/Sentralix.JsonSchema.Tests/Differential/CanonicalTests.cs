using System.Text;
using System.Text.Json.Nodes;
using Sentralix.JsonSchema.Tests.Peers;
using Xunit;

namespace Sentralix.JsonSchema.Tests.Differential;

/// <summary>Canonical texts, beside what JSON.stringify writes, on which RFC 8785 rests.</summary>
public sealed class CanonicalTests
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "0.0", "1", "1.0", "10", "1e2", "1E+2", "100e-2", "-1.50", "0.1", "1e21", "1e20", "123456789012345680000", "1e-6", "1e-7", "0.000001", "0.0000001", "5e-324", "1.7976931348623157e308", "9007199254740991", "0.30", "-12.345e-3",
    ];

    [Fact]
    public void A_number_is_written_as_ECMA_262_writes_it()
    {
        using var peer = NodePeer.Start();
        foreach (var number in Numbers)
        {
            Assert.Equal(Peer(peer, number), Here(number));
        }
    }

    [Fact]
    public void A_random_value_has_the_text_that_RFC_8785_gives_it()
    {
        using var peer = NodePeer.Start();
        var random = new Random(8785);
        var values = new RandomInstances(random);
        for (var i = 0; i < 2_000; i++)
        {
            var text = new JsonObject { ["\u20AC"] = values.Value(3), ["\r"] = "\u0001\u001F\"\\/\u007F", ["1"] = values.Value(2), ["🐲"] = null, ["\uFB33"] = values.Value(1), ["10"] = 0.1 }.ToJsonString();
            Assert.Equal(Peer(peer, text), Here(text));
        }
    }

    private static string Peer(NodePeer peer, string json) => peer.Ask(new JsonObject { ["canonical"] = json })["text"]!.GetValue<string>();

    private static string Here(string json) => Encoding.UTF8.GetString(CanonicalHash.Text(Encoding.UTF8.GetBytes(json))!);
}
