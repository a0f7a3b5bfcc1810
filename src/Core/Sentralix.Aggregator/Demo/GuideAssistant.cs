using Sentralix.Aggregator.Conversations;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Contracts;

namespace Sentralix.Aggregator.Demo;

/// <summary>The assistant that explains the product to newcomers.</summary>
internal sealed class GuideAssistant(IAssistantsAdmin admin, IActiveAssistants active, WebConnections connections)
{
    private const string Name = "Гид по Sentralix";

    private const string Instructions =
        """
        You are the guide to Sentralix, a platform that puts AI assistants on the phone and in messengers.
        You answer questions about the product from the passages of its documentation that you are given, and cite them as [1].
        If the passages do not hold the answer, say so. Answer in the language of the question, briefly and to the point.

        Ты гид по Sentralix, платформе, которая ставит ИИ-помощников на телефон и в мессенджеры.
        Отвечай на вопросы о продукте по приведённым фрагментам его документации и ссылайся на них как [1].
        Если ответа во фрагментах нет, так и скажи. Отвечай на языке вопроса, коротко и по делу.
        """;

    /// <summary>Makes, releases and binds the assistant, as far as that has not been done.</summary>
    public async Task Publish(IReadOnlyList<string> collections, CancellationToken cancellation)
    {
        var assistant = await Find(cancellation) ?? (await admin.Create(new CreateAssistant { Name = Name, Configuration = Configuration(collections) }, cancellation)).OrThrow();
        if (IsMissing(await active.Active(assistant.Id, cancellation: cancellation))) await Release(assistant, cancellation);

        var connection = await connections.OfCaller(cancellation);
        if (IsMissing(await active.Resolve(connection, cancellation)))
            (await admin.Bind(connection, new BindConnection { AssistantId = assistant.Id }, cancellation)).OrThrow();
    }

    private static AssistantConfiguration Configuration(IReadOnlyList<string> collections) => new()
    {
        Instructions = Instructions,
        Collections = collections,
        Locale = "ru",
        Apologies = new Dictionary<string, string>
        {
            ["ru"] = "Простите, сейчас я не могу ответить. Попробуйте спросить ещё раз чуть позже.",
            ["en"] = "Sorry, I cannot answer right now. Please ask again a little later.",
        },
    };

    private async Task Release(Assistant assistant, CancellationToken cancellation)
    {
        var published = await admin.Publish(assistant.Id, new PublishVersion { Message = "The guide's first version", ReleaseTo = "prod" }, cancellation);
        if (published.Ok) return;
        if (published.Refusal.Code != "no_changes") throw new RefusedException(published.Refusal);

        // A version is there and was not released: the seeding was interrupted between the two.
        var latest = (await admin.Get(assistant.Id, cancellation)).OrThrow().LatestVersion ?? 1;
        (await admin.Release(assistant.Id, new CreateRelease { Version = latest }, cancellation)).OrThrow();
    }

    private async Task<Assistant?> Find(CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var page = (await admin.List(Paging.MaxLimit, after, cancellation)).OrThrow();
            if (page.Items.FirstOrDefault(a => a.Name == Name) is { } found) return found;
            after = page.Next;
        }
        while (after is not null);
        return null;
    }

    private static bool IsMissing<T>(Result<T> found) => found.Ok ? false : found.Refusal.Status == 404 ? true : throw new RefusedException(found.Refusal);
}
