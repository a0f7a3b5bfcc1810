using System.Globalization;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.Yandex;

namespace Sentralix.Peers.Wire;

/// <summary><c>Sentralix.Peers gigachat …</c>, <c>Sentralix.Peers yandex …</c>: the stand-ins as processes. Each prints its addresses.</summary>
public static class PeerCommand
{
    public const string Help = """
        gigachat --port N             0 (default): a free one
                 --key KEY            the authorization key that it takes
                 --text TEXT          what to answer
                 --concurrency N      chats at once (default 1)
                 --piece-delay-ms N   time between pieces of a stream
        yandex   --port N, --text TEXT, --concurrency N (default 10), --piece-delay-ms N, and
                 --key KEY            the API key that it takes
                 --folder ID          the folder of its models
        While they run: PUT /stand-in/fault and GET /stand-in/journal as with openai.
        """;

    public static async Task<int> Run(string kind, string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                await Console.Error.WriteLineAsync(Help);
                return 2;
            }

            given[args[i]] = args[i + 1];
        }

        var manners = new PeerManners { BetweenPieces = TimeSpan.FromMilliseconds(Number(given, "--piece-delay-ms", 0)) };
        await using var peer = kind == "yandex" ? await Yandex(given, manners) : await GigaChat(given, manners);
        await peer.WaitForShutdown();
        return 0;
    }

    private static async Task<PeerServer> GigaChat(Dictionary<string, string> given, PeerManners manners)
    {
        var usual = new GigaChatBehaviour();
        var text = given.GetValueOrDefault("--text", GigaChatBehaviour.DefaultText);
        var peer = await GigaChatPeer.Start(
            usual with
            {
                AuthorizationKey = given.GetValueOrDefault("--key", usual.AuthorizationKey),
                Concurrency = Number(given, "--concurrency", usual.Concurrency),
                Answer = _ => new GigaChatSays(text),
            },
            manners, port: Number(given, "--port", 0));
        Console.WriteLine(peer.BaseUrl);
        Console.WriteLine(peer.TokenUrl);
        return peer;
    }

    private static async Task<PeerServer> Yandex(Dictionary<string, string> given, PeerManners manners)
    {
        var usual = new YandexBehaviour();
        var text = given.GetValueOrDefault("--text", YandexBehaviour.DefaultText);
        var peer = await YandexPeer.Start(
            usual with
            {
                ApiKey = given.GetValueOrDefault("--key", usual.ApiKey!),
                Folder = given.GetValueOrDefault("--folder", usual.Folder),
                Concurrency = Number(given, "--concurrency", usual.Concurrency),
                Answer = _ => new YandexSays(text),
            },
            manners, port: Number(given, "--port", 0));
        Console.WriteLine(peer.NativeUrl);
        Console.WriteLine(peer.CompatibleUrl);
        Console.WriteLine(peer.TokenUrl);
        return peer;
    }

    private static int Number(Dictionary<string, string> given, string name, int usual) =>
        given.TryGetValue(name, out var value) ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : usual;
}
