using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Sentralix.Knowledge.Extraction;

/// <summary>
/// Walks a page and writes its blocks. Inline text is gathered until a block element begins or ends. The recursion is
/// as deep as the page, which <see cref="HtmlBudget"/> has bounded. Children are walked by list: AngleSharp searches the
/// parent for every NextSibling, which takes square time.
/// </summary>
internal sealed class HtmlBlocks(StructuredDocumentBuilder document)
{
    private static readonly FrozenSet<string> Inline = new[]
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label",
        "mark", "meter", "nobr", "output", "picture", "progress", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small", "span", "strike", "strong",
        "sub", "sup", "time", "tt", "u", "var", "wbr",
    }.ToFrozenSet();

    private readonly StringBuilder _text = new();
    private BlockKind _kind = BlockKind.Paragraph;
    private int _level;

    public void Read(IElement root)
    {
        ReadChildren(root);
        Flush();
    }

    private void ReadChildren(INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text) AppendCollapsed(text.Data);
            else if (node is IElement element && !HiddenElements.Contains(element)) Read(element.LocalName, element);
        }
    }

    private void Read(string name, IElement element)
    {
        switch (name)
        {
            case "br":
                _text.Append('\n');
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                ReadAs(BlockKind.Heading, name[1] - '0', element);
                break;
            case "ul" or "ol" or "menu" or "dir":
                ReadList(element, ordered: name == "ol");
                break;
            case "dt" or "dd":
                ReadAs(BlockKind.ListItem, name == "dt" ? 1 : 2, element);
                break;
            case "pre" or "listing" or "xmp" or "plaintext":
                Flush();
                document.AddCode(element.TextContent);
                break;
            case "table" when element is IHtmlTableElement table:
                ReadTable(table);
                break;
            case "hr":
                Flush();
                break;
            case var _ when Inline.Contains(name):
                ReadChildren(element);
                break;
            default:
                Flush();
                ReadChildren(element);
                Flush();
                break;
        }
    }

    private void ReadAs(BlockKind kind, int level, IElement element)
    {
        Flush();
        (_kind, _level) = (kind, level);
        ReadChildren(element);
        Flush();
        (_kind, _level) = (BlockKind.Paragraph, 0);
    }

    private void ReadList(IElement list, bool ordered)
    {
        Flush();
        var outer = (_kind, _level);
        var level = _kind == BlockKind.ListItem ? _level + 1 : 1;
        var number = int.TryParse(list.GetAttribute("start"), CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var child in list.Children)
        {
            if (HiddenElements.Contains(child)) continue;
            (_kind, _level) = (BlockKind.ListItem, level);
            var marker = child.LocalName != "li" ? "" : ordered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "- ";
            _text.Append(marker);
            if (child.LocalName == "li") ReadItem(child, marker.Length);
            else Read(child.LocalName, child);
            Flush();
        }
        (_kind, _level) = outer;
    }

    // The marker waits for the item's first words: in <li><p>text</p></li> they come after a block begins.
    private void ReadItem(IElement item, int marker)
    {
        foreach (var node in item.ChildNodes)
        {
            var onlyMarker = _text.Length == marker && _level > 0;
            if (node is IText text) AppendCollapsed(text.Data);
            else if (node is IElement element && !HiddenElements.Contains(element))
            {
                if (onlyMarker && element.LocalName is "p" or "div" or "span")
                {
                    ReadItem(element, marker);
                    if (element.LocalName != "span") Flush();
                }
                else
                    Read(element.LocalName, element);
            }
        }
    }

    private void ReadTable(IHtmlTableElement table)
    {
        Flush();
        if (IsLayout(table))
        {
            ReadChildren(table);
            Flush();
            return;
        }

        if (table.Caption is { } caption && !HiddenElements.Contains(caption)) ReadAs(BlockKind.Paragraph, 0, caption);
        var rows = table.Rows.Where(row => !HiddenElements.Contains(row)).ToList();
        var hasHeader = rows.Count > 1 && (rows[0].ParentElement?.LocalName == "thead" || rows[0].Cells.All(cell => cell.LocalName == "th"));
        document.AddTable(rows.Select(row => (IReadOnlyList<string>)[.. row.Cells.Where(cell => !HiddenElements.Contains(cell)).Select(CellText)]), hasHeader);
    }

    // Old pages are laid out by tables: cells with whole articles in them, or one column.
    private static bool IsLayout(IHtmlTableElement table) =>
        table.Rows.All(row => row.Cells.Length < 2) || table.QuerySelector("table, h1, h2, h3, h4, h5, h6, pre, main, article, section, form") is not null;

    private string CellText(IElement cell)
    {
        var start = _text.Length;
        AppendCell(cell);
        var text = _text.ToString(start, _text.Length - start);
        _text.Length = start;
        return text;
    }

    private void AppendCell(INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text) AppendCollapsed(text.Data);
            else if (node is IElement element && !HiddenElements.Contains(element))
            {
                var isInline = Inline.Contains(element.LocalName);
                if (!isInline) _text.Append(' ');
                AppendCell(element);
                if (!isInline) _text.Append(' ');
            }
        }
    }

    // White space of the source, line ends included, is one space; \n in the gathered text means <br>.
    private void AppendCollapsed(string data)
    {
        foreach (var character in data)
        {
            if (character is not (' ' or '\n' or '\r' or '\t' or '\f')) _text.Append(character);
            else if (_text.Length > 0 && _text[^1] is not (' ' or '\n')) _text.Append(' ');
        }
    }

    private void Flush()
    {
        if (_text.Length == 0) return;
        var text = _text.ToString();
        _text.Clear();
        // A list item that holds nothing but another list leaves its marker behind.
        if (_kind == BlockKind.ListItem && !text.Any(char.IsLetterOrDigit)) return;
        document.AddText(_kind, _level, text);
    }
}
