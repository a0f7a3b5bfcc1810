using System.Net;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Extract;

namespace Sentralix.Llm.Tests.Extract;

/// <summary>Passages as retrieval would put them into a system message: a shop's help in Russian, a product's in English.</summary>
internal static class Shop
{
    public static readonly IReadOnlyList<(string Title, string Heading, string Text)> Russian =
    [
        ("Доставка", "Сроки и стоимость",
            """
            Доставляем заказы по всей России. Доставка по Москве стоит 300 рублей и занимает 1–2 дня. В другие города посылка идёт от 3 до 9 дней, цена зависит от веса.
            При заказе от 5 000 руб. доставка бесплатна. Курьер звонит за час до приезда.
            """),
        ("Возврат и обмен", "Условия возврата",
            """
            Товар надлежащего качества можно вернуть в течение 14 дней с момента получения. Сохраните чек и упаковку.

            Для возврата нужны:

            - паспорт;
            - чек или номер заказа;
            - товар в исходной упаковке.

            Деньги возвращаются на карту, с которой был оплачен заказ, в течение 10 рабочих дней.
            """),
        ("Оплата", "Способы оплаты",
            """
            Принимаем карты «Мир», СБП и наличные при получении. Юридическим лицам выставляем счёт: он действует 5 дней. Рассрочка доступна при покупке от 10 000 руб. на срок до 12 месяцев.
            """),
        ("Контакты", "Режим работы",
            """
            Магазин находится по адресу: г. Казань, ул. Баумана, д. 10. Работаем ежедневно с 9:00 до 21:00, без выходных. Телефон поддержки — 8 800 555-35-35, звонок бесплатный.
            """),
        ("Вопросы и ответы", "",
            """
            Можно ли изменить заказ после оформления? Да, пока он не передан в доставку. Напишите нам номер заказа, и менеджер внесёт изменения.
            Есть ли гарантия на технику? Гарантия на всю технику — 24 месяца. Она не действует при механических повреждениях.
            """),
    ];

    public static readonly IReadOnlyList<(string Title, string Heading, string Text)> English =
    [
        ("Getting started", "Installation",
            """
            Sentralix needs the .NET 10 SDK. To start it on a fresh clone, run one command:

            ```
            ./run --data ./data
            ```

            The first start prints the admin API key. It is shown only once.
            """),
        ("Getting started", "Storage",
            """
            By default everything is kept in SQLite files in the data folder. For clusters, PostgreSQL 16 or newer with pgvector is supported. Backups must contain the data and the keys.
            """),
        ("Operations", "Limits",
            """
            | Plan | Requests per minute | Price |
            |---|---|---|
            | Free | 60 | 0 |
            | Team | 600 | 49 USD |

            Requests over the limit are answered with status 429. The header Retry-After says how long to wait.
            """),
        ("Operations", "Deleting data",
            """
            A tenant can be removed by its owner only. Deleted tenants are erased after 30 days. Until then, the owner can restore them.
            """),
    ];

    public static ExtractedAnswer Ask(IReadOnlyList<(string Title, string Heading, string Text)> passages, string question) =>
        ExtractModel.Answer([new("system", $"Отвечай по базе знаний.\n{Blocks(passages)}"), new("user", question)]);

    public static string Blocks(IReadOnlyList<(string Title, string Heading, string Text)> passages) =>
        string.Join('\n', passages.Select((passage, i) =>
            $"""<passage n="{i + 1}" title="{Escaped(passage.Title)}" heading="{Escaped(passage.Heading)}">{Escaped(passage.Text)}</passage>"""));

    public static IReadOnlyList<GenerationMessage> Messages(params (string Role, string Content)[] messages) =>
        [.. messages.Select(message => new GenerationMessage(message.Role, message.Content))];

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
