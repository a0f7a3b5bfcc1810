using System.Text;
using Sentralix.Knowledge.Extraction;
using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

public sealed class HtmlExtractorTests
{
    [Fact]
    public void A_page_becomes_its_title_and_blocks()
    {
        var page = Read.Html("""
            <!doctype html><html><head><title> Доставка  и оплата </title><style>p { color: red }</style></head><body>
            <h1>Доставка</h1>
            <p>Мы <b>доставляем</b> по&nbsp;всей
               стране.<br>Даже на&#32;дачу.</p>
            <div>Вне абзаца <p>внутри</p> снова вне</div>
            <h2>Как <i>заказать</i></h2>
            <pre>
            curl  -X POST
              --data x
            </pre></body></html>
            """);
        Assert.Equal("Доставка и оплата", page.Title);
        Assert.Equal(
            ["h1: Доставка", "p: Мы доставляем по всей стране.↵Даже на дачу.", "p: Вне абзаца", "p: внутри", "p: снова вне", "h2: Как заказать", "code: curl  -X POST↵  --data x"],
            Read.Lines(page));
    }

    [Fact]
    public void Lists_keep_numbers_and_depth() => Assert.Equal(
        ["li1: - один", "li2: 3. а", "li2: 4. б", "li1: - два", "li1: продолжение", "p: после"],
        Read.Lines(Read.Html("<ul><li>один<ol start=3><li>а<li><p>б</p></ol></li><li><p>два</p><p>продолжение</p></li></ul>после")));

    [Fact]
    public void A_data_table_is_one_block_of_rows_and_knows_its_header() => Assert.Equal(
        ["p: Тарифы", "table1: Тариф | Цена↵Старт | 0 ₽↵Про, до 10 | 990 ₽ в мес."],
        Read.Lines(Read.Html("""
            <table><caption>Тарифы</caption><tr><th>Тариф<th>Цена</tr>
            <tr><td><p>Старт</p><td>0 ₽<tr><td>Про,<br>до 10<td>990 ₽ <span>в мес.</span><tr><td> <td></table>
            """)));

    [Fact]
    public void A_layout_table_is_read_through() => Assert.Equal(
        ["h2: Меню", "p: Слева", "p: Справа"],
        Read.Lines(Read.Html("<table><tr><td><h2>Меню</h2>Слева</td><td>Справа</td></tr></table>")));

    [Fact]
    public void Terms_and_definitions_are_list_items() => Assert.Equal(
        ["li1: Чек", "li2: Документ о покупке"],
        Read.Lines(Read.Html("<dl><dt>Чек<dd>Документ о покупке</dl>")));

    [Fact]
    public void Scripts_navigation_controls_and_comments_are_no_text() => Assert.Equal(
        ["p: видно", "p: и это"],
        Read.Lines(Read.Html("""
            <nav><a href=/>Главная</a></nav><p>видно<!-- нет --></p><script>alert("нет")</script><style>нет</style><template>нет</template>
            <noscript>нет</noscript><iframe src=x>нет</iframe><svg><title>нет</title><text>нет</text></svg><button>нет</button>
            <select><option>нет</select><textarea>нет</textarea><object>нет</object><div role=navigation>нет</div><p>и это</p>
            """)));

    [Fact]
    public void Where_a_page_marks_its_main_part_the_rest_is_left_out() =>
        Assert.Equal(["p: Суть"], Read.Lines(Read.Html("<header>Шапка</header><main><p>Суть</p></main><footer>Подвал</footer>")));

    [Fact]
    public void The_charset_of_the_page_is_honoured()
    {
        var page = "<html><head><meta charset=\"koi8-r\"></head><body>щъ</body></html>";
        var koi8 = CodePagesEncodingProvider.Instance.GetEncoding("koi8-r")!;
        var outcome = Read.Service.Extract(koi8.GetBytes(page), "text/html", null);
        Assert.Equal(["p: щъ"], Read.Lines(Assert.IsType<ExtractionOutcome.Readable>(outcome).Document));
    }

    [Fact]
    public void A_page_that_is_only_a_script_is_refused_as_empty() =>
        Assert.Equal(UnreadableCodes.Empty, Read.Refusal(Read.Outcome("<title>x</title><body><script>render()</script>", "text/html")));
}
