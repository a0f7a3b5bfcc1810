using Sentralix.Expressions.Compilation;
using Sentralix.Expressions.Functions;

namespace Sentralix.Expressions.Tests.Functions;

public sealed class FunctionTests
{
    public static TheoryData<string, string> Rows => new()
    {
        { "size('абв')", "int 3" },
        { "size('да👍нет')", "int 6" },
        { "size(vars.tags)", "int 2" },
        { "size({a: 1})", "int 1" },
        { "size(5)", "expr_type" },
        { "lower('ЁЛКА Abc')", "'ёлка abc'" },
        { "upper('ёлка abc')", "'ЁЛКА ABC'" },
        { "'  да\\n' | trim", "'да'" },
        { "startsWith('Москва', 'Мос')", "true" },
        { "'Москва'.startsWith('мос')", "false" },
        { "endsWith('Москва', 'ква')", "true" },
        { "endsWith('', '')", "true" },
        { "split('a, b, c', ', ')", """["a","b","c"]""" },
        { "split('', ',')", """[""]""" },
        { "split('да👍', '').join('|')", "'д|а|👍'" },
        { "join(['a', 1, 2.50, true, null], '-')", "'a-1-2.50-true-'" },
        { "join(['a', 'b'])", "'ab'" },
        { "join([])", "''" },
        { "join([[1]])", "expr_type" },
        { "replace('a-b-c', '-', '+')", "'a+b+c'" },
        { "replace('abc', 'x', 'y')", "'abc'" },
        { "replace('abc', '', 'y')", "expr_value" },
        { "substr('привет', 2)", "'ивет'" },
        { "substr('привет', 1, 3)", "'рив'" },
        { "substr('привет', -3)", "'вет'" },
        { "substr('привет', -100, 2)", "'пр'" },
        { "substr('привет', 4, 100)", "'ет'" },
        { "substr('привет', 100)", "''" },
        { "substr('да👍нет', 2, 1)", "'👍'" },
        { "substr('да👍нет', 3)", "'нет'" },
        { "substr('привет', 0, -1)", "expr_value" },
        { "substr('привет', 0, 9223372036854775807)", "'привет'" },
        { "contains('Привет', 'при')", "true" },
        { "vars.tags.contains('vip')", "true" },
        { "matches('+79161234567', '^\\\\+7\\\\d{10}$')", "true" },
        { "'abc'.matches('B')", "false" },
        { "'abc' matches '(?i)B'", "true" },
        { "'ЁЖ' matches '(?i)^ёж$'", "true" },
        { "'Ёж' matches '^\\\\p{L}+$'", "true" },
        { "mask('+7 916 123-45-67')", "'+* *** ***-45-67'" },
        { "mask('1234567890', 2)", "'********90'" },
        { "mask('123')", "'***'" },
        { "mask('1234')", "'****'" },
        { "mask('abc', 0)", "'***'" },
        { "mask('abc', -1)", "expr_value" },
        { "int('42')", "int 42" },
        { "int('-42')", "int -42" },
        { "int(3.99)", "int 3" },
        { "int(-3.99)", "int -3" },
        { "int('4 2')", "expr_value" },
        { "int('3.5')", "expr_value" },
        { "int(10000000000000000000.0)", "expr_arithmetic" },
        { "int(true)", "expr_type" },
        { "decimal('12.50')", "decimal 12.50" },
        { "decimal(3)", "decimal 3" },
        { "decimal('12,50')", "expr_value" },
        { "decimal('1e5')", "expr_value" },
        { "string(5)", "'5'" },
        { "string(12.50)", "'12.50'" },
        { "string(true)", "'true'" },
        { "string(null)", "''" },
        { "string([1, 'a'])", "'[1,\"a\"]'" },
        { "string(spent)", "'PT1H30M'" },
        { "string(file)", "'file_1'" },
        { "round(2.5)", "int 3" },
        { "round(-2.5)", "int -3" },
        { "round(2.345, 2)", "decimal 2.35" },
        { "round(7)", "int 7" },
        { "round(7, 2)", "int 7" },
        { "round(1.5, 11)", "expr_value" },
        { "floor(-1.5)", "int -2" },
        { "floor(1.5)", "int 1" },
        { "ceil(1.2)", "int 2" },
        { "ceil(-1.2)", "int -1" },
        { "abs(-3)", "int 3" },
        { "abs(-3.5)", "decimal 3.5" },
        { "abs(3)", "int 3" },
        { "abs(duration('-PT5M'))", "duration PT5M" },
        { "min(3, 1.5, 2)", "decimal 1.5" },
        { "max(3, 1.5, 2)", "int 3" },
        { "min(vars.numbers)", "int 1" },
        { "max([])", "null" },
        { "max(5)", "int 5" },
        { "max(now, now - duration('PT1H')) == now", "true" },
        { "min(1, now)", "expr_type" },
        { "min(['a'])", "expr_type" },
        { "min(1,2,3,4,5,6,7,8)", "int 1" },
        { "sum(vars.numbers)", "int 6" },
        { "sum(vars.order.items.map(i, i.price * i.count))", "decimal 449.80" },
        { "sum([])", "int 0" },
        { "sum([spent, spent])", "duration PT3H" },
        { "sum(['a'])", "expr_type" },
        { "first(vars.tags)", "'vip'" },
        { "first([])", "null" },
        { "vars.order.items.first(i, i.count == 1).sku", "'B-2'" },
        { "vars.order.items.first(i, i.count == 9)", "null" },
        { "vars.numbers.map(x, x * 10)", "[30,10,20]" },
        { "vars.numbers.filter(x, x > 1)", "[3,2]" },
        { "vars.numbers.any(x, x > 2)", "true" },
        { "vars.empty.any(x, x > 2)", "false" },
        { "vars.numbers.all(x, x > 2)", "false" },
        { "vars.empty.all(x, x > 2)", "true" },
        { "vars.numbers.sortBy(x, x)", "[1,2,3]" },
        { "vars.numbers.sortBy(x, -x)", "[3,2,1]" },
        { "['б', 'а'].sortBy(x, x)", """["а","б"]""" },
        { "[{k: 2, n: 1}, {k: null, n: 2}, {k: 1, n: 3}, {k: 2, n: 4}].sortBy(x, x.k).map(x, x.n)", "[3,1,4,2]" },
        { "[1, 'a'].sortBy(x, x)", "expr_type" },
        { "vars.numbers | map: x, x + 1 | join: ','", "'4,2,3'" },
        { "map([1, 2], x, [1, 2].map(y, x * y))", "[[1,2],[2,4]]" },
        { "[[1], [2, 3]].filter(x, x.size() > 1)", "[[2,3]]" },
        { "[1].map(x, [2].map(x, x))", "[[2]]" },
        { "[1].filter(x, x)", "expr_type" },
        { "'abc'.map(x, x)", "expr_type" },
        { "[1].map(now, 1)", "expr_syntax" },
        { "get('vars.order.items[1].sku', 'нет')", "'B-2'" },
        { "get('vars.order.items[7].sku', 'нет')", "'нет'" },
        { "get('vars[\\'первый заказ\\']', 0)", "int 7" },
        { "get('varz.order', 1)", "expr_unknown" },
        { "get('vars..order', 1)", "expr_value" },
        { "get(vars.name, 1)", "expr_type" },
        { "vars.order.get('items[0].sku', '-')", "'A-1'" },
        { "get(vars.order.items, '[0].sku', '-')", "'A-1'" },
        { "vars.order.get('items[', '-')", "expr_value" },
        { "vars.none | default: 'нет'", "'нет'" },
        { "vars.name | default: 'нет'", "'Анна'" },
        { "vars.text | default: 'нет'", "''" },
        { "json('{\"a\": [1, 2.5, null, true, \"б\"]}').a", """[1,2.5,null,true,"б"]""" },
        { "json('{')", "expr_value" },
        { "json('1 2')", "expr_value" },
        { "json('1e999')", "expr_arithmetic" },
        { "json('\"\\\\ud800\"')", "expr_value" },
        { "toJson({a: [1, 'б\"', null], d: spent, t: timestamp('2026-01-02')})", """'{"a":[1,"б\"",null],"d":"PT1H30M","t":"2026-01-02T00:00:00+03:00"}'""" },
        { "toJson(file)", """'{"$bytes":"file_1","size":2048,"media_type":"image/png"}'""" },
        { "json(toJson(file)) == file", "true" },
        { "hash('абв')", "'6dde6b2e7c92e73a1a58b9a0d0a4d8f9ff5d4b9a2a1a7c6d8f6c7c8b0c6a3d5e'" },
        { "hash({a: 1, b: 2.0}) == hash({b: 2, a: 1.0})", "true" },
        { "hash([1, 2]) == hash([2, 1])", "false" },
        { "hash(now) == hash(tz(now, 'Asia/Tokyo'))", "true" },
        { "timestamp('2026-11-22T18:00:00+03:00')", "timestamp 2026-11-22T18:00:00+03:00" },
        { "timestamp('2026-11-22T18:00:00Z')", "timestamp 2026-11-22T18:00:00Z" },
        { "timestamp('2026-11-22T18:00:00.125Z')", "timestamp 2026-11-22T18:00:00.125Z" },
        { "timestamp('2026-11-22')", "timestamp 2026-11-22T00:00:00+03:00" },
        { "timestamp('2026-11-22 18:30')", "timestamp 2026-11-22T18:30:00+03:00" },
        { "timestamp(0)", "timestamp 1970-01-01T03:00:00+03:00" },
        { "timestamp('22.11.2026')", "expr_value" },
        { "timestamp('2026-02-30')", "expr_value" },
        { "timestamp(99999999999999)", "expr_value" },
        { "timestamp('2026-11-22') < now", "true" },
        { "timestamp('2026-11-22T00:00:00Z') == timestamp('2026-11-22T03:00:00+03:00')", "true" },
        { "now + duration('PT2H')", "timestamp 2026-11-23T23:05:09+03:00" },
        { "now - duration('P1D')", "timestamp 2026-11-22T21:05:09+03:00" },
        { "duration('PT1H') + now == now + duration('PT1H')", "true" },
        { "now - timestamp('2026-11-23T20:05:09+03:00')", "duration PT1H" },
        { "(now - timestamp('2026-11-20')).days", "int 3" },
        { "spent * 2", "duration PT3H" },
        { "2 * spent - spent == spent", "true" },
        { "-spent", "duration -PT1H30M" },
        { "duration('P1W')", "duration P7D" },
        { "duration('P1DT2H3M4.5S')", "duration P1DT2H3M4.5S" },
        { "duration('PT0S')", "duration PT0S" },
        { "duration('P1Y')", "expr_value" },
        { "duration('P1M')", "expr_value" },
        { "duration('PT')", "expr_value" },
        { "duration('1H')", "expr_value" },
        { "duration('PT99999999999999H')", "expr_value" },
        { "tz(now, 'Asia/Vladivostok')", "timestamp 2026-11-24T04:05:09+10:00" },
        { "now | tz: 'Europe/London'", "timestamp 2026-11-23T18:05:09Z" },
        { "tz(now, 'Moscow')", "expr_value" },
        { "tz(now, '../../etc/passwd')", "expr_value" },
        { "tz(now, vars.name)", "expr_value" },
        { "addMonths(timestamp('2026-01-31'), 1)", "timestamp 2026-02-28T00:00:00+03:00" },
        { "addMonths(timestamp('2026-01-31'), -2)", "timestamp 2025-11-30T00:00:00+03:00" },
        { "startOfDay(now)", "timestamp 2026-11-23T00:00:00+03:00" },
        { "date(now)", "'23 ноября 2026'" },
        { "now | date: 'd MMMM'", "'23 ноября'" },
        { "now | date: 'MMMM yyyy'", "'ноябрь 2026'" },
        { "now | date: 'dddd, d MMM yy'", "'понедельник, 23 нояб. 26'" },
        { "now | date: 'ddd dd.MM.yyyy'", "'пн 23.11.2026'" },
        { "now | date: \"d 'числа' M\"", "'23 числа 11'" },
        { "vars.order.eta | date: 'd MMMM'", "'22 ноября'" },
        { "vars.order.eta | time: 'HH:mm'", "'18:00'" },
        { "time(now)", "'21:05'" },
        { "time(now, 'H:m:s hh tt h mm ss')", "'21:5:9 09 PM 9 05 09'" },
        { "date(now, 'R')", "expr_value" },
        { "date(now, '')", "expr_value" },
        { "date('завтра')", "expr_value" },
        { "date(5)", "expr_type" },
        { "ru.plural(21, 'заказ', 'заказа', 'заказов')", "'заказ'" },
        { "ru.rubles(1234.5)", "'одна тысяча двести тридцать четыре рубля пятьдесят копеек'" },
        { "ru.phone('8 (916) 123-45-67')", "'+7 916 123-45-67'" },
        { "ru.phone('12345') == null", "true" },
        { "random() >= 0 && random() < 1", "true" },
        { "random(5, 5)", "int 5" },
        { "random(6, 5)", "expr_value" },
        { "random(1)", "expr_value" },
        { "uuid() == uuid()", "false" },
        { "uuid() matches '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'", "true" },
        { "upper()", "expr_type" },
        { "upper('a', 'b')", "expr_type" },
        { "upper(5)", "expr_type" },
        { "random(1, 2, 3)", "expr_type" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_function_gives_this(string source, string expected)
    {
        if (source == "hash('абв')") expected = $"'{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("абв"u8))}'";
        Assert.Equal(expected, Sample.Of(source));
    }

    [Fact]
    public void Every_function_stands_in_the_table_above()
    {
        foreach (var name in FunctionTable.Names.Concat(Macros.Names))
            Assert.Contains(Rows, row => row.Data.Item1.Contains($"{name}(", StringComparison.Ordinal) || row.Data.Item1.Contains($"| {name}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("date(now)", "'November 23, 2026'")]
    [InlineData("now | date: 'dddd, MMMM d'", "'Monday, November 23'")]
    [InlineData("now | date: 'ddd d MMM'", "'Mon 23 Nov'")]
    [InlineData("time(now, 'h:mm tt')", "'9:05 PM'")]
    public void Dates_are_written_in_the_language_of_the_document(string source, string expected) =>
        Assert.Equal(expected, Sample.Of(source, Sample.Activation(Locale.English)));

    [Theory]
    [InlineData("en", Locale.English)]
    [InlineData("en-GB", Locale.English)]
    [InlineData("ru-RU", Locale.Russian)]
    [InlineData(null, Locale.Russian)]
    [InlineData("enets", Locale.Russian)]
    public void A_locale_is_English_or_else_Russian(string? tag, Locale expected) => Assert.Equal(expected, Locales.Of(tag));

    [Fact]
    public void All_months_have_names_alone_and_with_a_day()
    {
        var months = "['01','02','03','04','05','06','07','08','09','10','11','12']";
        Assert.Equal(
            "'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'",
            Sample.Of($"{months}.map(m, date('2026-' + m + '-01', 'MMMM')).join(' ')"));
        Assert.Equal(
            "'1 января, 1 февраля, 1 марта, 1 апреля, 1 мая, 1 июня, 1 июля, 1 августа, 1 сентября, 1 октября, 1 ноября, 1 декабря'",
            Sample.Of($"{months}.map(m, date('2026-' + m + '-01', 'd MMMM')).join(', ')"));
        Assert.Equal("'пн вт ср чт пт сб вс'", Sample.Of("['23','24','25','26','27','28','29'].map(d, date('2026-11-' + d, 'ddd')).join(' ')"));
    }

    [Fact]
    public void Chance_is_the_same_again_for_the_same_seed_and_another_for_another()
    {
        const string drawn = "[random(), random(1, 1000000), uuid(), uuid()]";
        Assert.Equal(Sample.Of(drawn), Sample.Of(drawn));
        Assert.NotEqual(Sample.Of(drawn), Sample.Of(drawn, Sample.Activation(seed: "run_2|node|1")));
        Assert.Equal(FaultCodes.Value, Sample.Of("uuid()", Sample.Activation(seed: null)));
    }

    [Fact]
    public void Every_number_between_is_drawn_about_equally_often()
    {
        var expression = Sample.Compile("random(1, 6)");
        var activation = Sample.Activation();
        var counts = new int[7];
        for (var i = 0; i < 6000; i++)
        {
            Assert.True(expression.TryEvaluate(activation, out var value, out _));
            counts[value.Whole]++;
        }

        Assert.All(counts[1..], count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void The_whole_range_of_int_can_be_drawn_from() =>
        Assert.StartsWith("int ", Sample.Of("random(-9223372036854775807 - 1, 9223372036854775807)"), StringComparison.Ordinal);
}
