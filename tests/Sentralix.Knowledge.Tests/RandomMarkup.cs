using System.Text;

namespace Sentralix.Knowledge.Tests;

/// <summary>Markup put together from pieces of HTML and Markdown without regard to any rule.</summary>
internal static class RandomMarkup
{
    private static readonly string[] Pieces =
    [
        "<h1>", "</h1>", "<h3 class=x>", "</h3>", "<p>", "</p>", "<ul>", "<ol start=7>", "<li>", "</li>", "</ul>", "</ol>", "<table>", "<tr>", "<th>", "<td>", "</td>",
        "</tr>", "</table>", "<pre>", "</pre>", "<code>", "</code>", "<b>", "</b>", "<i id=1>", "<a href='x'>", "</a>", "<br>", "<hr/>", "<div style='display:none'>", "<div>",
        "</div>", "<svg><title>", "</svg>", "<math><mi>", "</math>", "<template>", "</template>", "<select><option>", "</select>", "<script>", "</script>", "<style>", "</style>",
        "<!--", "-->", "<![CDATA[", "]]>", "<?php", "<!doctype html>", "&nbsp;", "&amp;", "&#x1F600;", "&#xD800;", "&bogus;", "<textarea>", "</textarea>", "<frameset>", "<object>",
        "</object>", "<dl><dt>", "<dd>", "</dl>", "<details><summary>", "</summary>", "<caption>", "<thead>", "<tfoot>", "<title>", "</title>", "<body>", "<html>", "<main>", "</main>",
        "# ", "## ", "\n- ", "\n1. ", "\n> ", "\n```\n", "~~~", "**", "__", "*", "~~", "[", "](", ")", "![", "[^1]", "\n[^1]: ", "|", "\n|-|-|\n", "\n\n", "\n", "\\", "`", "\n    ",
        "\n: ", "---\n", "\n===\n", "[x] ", "<http://a.b>", "\n[a]: /b \"c\"\n", "\u0000", "\uFEFF", "\u202E",
    ];

    public static string Any(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 80); i > 0; i--)
            text.Append(random.Next(4) == 0 ? RandomText.Prose(random, random.Next(1, 6)) : Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
