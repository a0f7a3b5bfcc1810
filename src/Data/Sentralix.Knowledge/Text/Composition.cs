using System.Collections.Frozen;

namespace Sentralix.Knowledge.Text;

/// <summary>
/// Canonical composition (NFC) of Latin and Cyrillic letters. The platform runs with InvariantGlobalization, where
/// <see cref="string.Normalize()"/> returns its input: й typed on a Mac (и + U+0306) would be another word than й.
/// </summary>
internal static class Composition
{
    private sealed record Row(char Mark, string Bases, string Composed);

    // One row a mark: each base letter stands above its composed letter (UnicodeData.txt, canonical decompositions
    // of two characters in Latin-1 to Latin Extended-B, Latin Extended Additional and Cyrillic).
    private static readonly Row[] Rows =
    [
        // combining grave accent
        new('\u0300', "AEINOUWYaeinouwyÂÊÔÜâêôüĂăĒēŌōƠơƯưЕИеи", "ÀÈÌǸÒÙẀỲàèìǹòùẁỳẦỀỒǛầềồǜẰằḔḕṐṑỜờỪừЀЍѐѝ"),
        // combining acute accent
        new('\u0301', "ACEGIKLMNOPRSUWYZacegiklmnoprsuwyzÂÅÆÇÊÏÔÕØÜâåæçêïôõøüĂăĒēŌōŨũƠơƯưГКгк", "ÁĆÉǴÍḰĹḾŃÓṔŔŚÚẂÝŹáćéǵíḱĺḿńóṕŕśúẃýźẤǺǼḈẾḮỐṌǾǗấǻǽḉếḯốṍǿǘẮắḖḗṒṓṸṹỚớỨứЃЌѓќ"),
        // combining circumflex accent
        new('\u0302', "ACEGHIJOSUWYZaceghijosuwyzẠạẸẹỌọ", "ÂĈÊĜĤÎĴÔŜÛŴŶẐâĉêĝĥîĵôŝûŵŷẑẬậỆệỘộ"),
        // combining tilde
        new('\u0303', "AEINOUVYaeinouvyÂÊÔâêôĂăƠơƯư", "ÃẼĨÑÕŨṼỸãẽĩñõũṽỹẪỄỖẫễỗẴẵỠỡỮữ"),
        // combining macron
        new('\u0304', "AEGIOUYaegiouyÄÆÕÖÜäæõöüǪǫȦȧȮȯИУиуḶḷṚṛ", "ĀĒḠĪŌŪȲāēḡīōūȳǞǢȬȪǕǟǣȭȫǖǬǭǠǡȰȱӢӮӣӯḸḹṜṝ"),
        // combining breve
        new('\u0306', "AEGIOUaegiouȨȩАЕЖИУаежиуẠạ", "ĂĔĞĬŎŬăĕğĭŏŭḜḝӐӖӁЙЎӑӗӂйўẶặ"),
        // combining dot above
        new('\u0307', "ABCDEFGHIMNOPRSTWXYZabcdefghmnoprstwxyzŚśŠšſṢṣ", "ȦḂĊḊĖḞĠḢİṀṄȮṖṘṠṪẆẊẎŻȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżṤṥṦṧẛṨṩ"),
        // combining diaeresis
        new('\u0308', "AEHIOUWXYaehiotuwxyÕõŪūІАЕЖЗИОУЧЫЭаежзиоучыэіӘәӨө", "ÄËḦÏÖÜẄẌŸäëḧïöẗüẅẍÿṎṏṺṻЇӒЁӜӞӤӦӰӴӸӬӓёӝӟӥӧӱӵӹӭїӚӛӪӫ"),
        // combining hook above
        new('\u0309', "AEIOUYaeiouyÂÊÔâêôĂăƠơƯư", "ẢẺỈỎỦỶảẻỉỏủỷẨỂỔẩểổẲẳỞởỬử"),
        // combining ring above
        new('\u030A', "AUauwy", "ÅŮåůẘẙ"),
        // combining double acute accent
        new('\u030B', "OUouУу", "ŐŰőűӲӳ"),
        // combining caron
        new('\u030C', "ACDEGHIKLNORSTUZacdeghijklnorstuzÜüƷʒ", "ǍČĎĚǦȞǏǨĽŇǑŘŠŤǓŽǎčďěǧȟǐǰǩľňǒřšťǔžǙǚǮǯ"),
        // combining double grave accent
        new('\u030F', "AEIORUaeioruѴѵ", "ȀȄȈȌȐȔȁȅȉȍȑȕѶѷ"),
        // combining inverted breve
        new('\u0311', "AEIORUaeioru", "ȂȆȊȎȒȖȃȇȋȏȓȗ"),
        // combining horn
        new('\u031B', "OUou", "ƠƯơư"),
        // combining dot below
        new('\u0323', "ABDEHIKLMNORSTUVWYZabdehiklmnorstuvwyzƠơƯư", "ẠḄḌẸḤỊḲḶṂṆỌṚṢṬỤṾẈỴẒạḅḍẹḥịḳḷṃṇọṛṣṭụṿẉỵẓỢợỰự"),
        // combining diaeresis below
        new('\u0324', "Uu", "Ṳṳ"),
        // combining ring below
        new('\u0325', "Aa", "Ḁḁ"),
        // combining comma below
        new('\u0326', "STst", "ȘȚșț"),
        // combining cedilla
        new('\u0327', "CDEGHKLNRSTcdeghklnrst", "ÇḐȨĢḨĶĻŅŖŞŢçḑȩģḩķļņŗşţ"),
        // combining ogonek
        new('\u0328', "AEIOUaeiou", "ĄĘĮǪŲąęįǫų"),
        // combining circumflex accent below
        new('\u032D', "DELNTUdelntu", "ḒḘḼṊṰṶḓḙḽṋṱṷ"),
        // combining breve below
        new('\u032E', "Hh", "Ḫḫ"),
        // combining tilde below
        new('\u0330', "EIUeiu", "ḚḬṴḛḭṵ"),
        // combining macron below
        new('\u0331', "BDKLNRTZbdhklnrtz", "ḆḎḴḺṈṞṮẔḇḏẖḵḻṉṟṯẕ")
    ];

    private static readonly FrozenDictionary<int, char> Composed = Rows
        .SelectMany(row => row.Bases.Zip(row.Composed, (letter, composed) => (Key: KeyOf(letter, row.Mark), composed)))
        .ToFrozenDictionary(pair => pair.Key, pair => pair.composed);

    private static readonly FrozenDictionary<char, char> Bases = Rows
        .SelectMany(row => row.Composed.Zip(row.Bases))
        .ToFrozenDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>The one letter for a letter and the mark after it, if Unicode has it.</summary>
    public static bool TryCompose(char letter, char mark, out char composed) =>
        Composed.TryGetValue(KeyOf(letter, mark), out composed);

    /// <summary>The Latin letter under all its marks (ü → u, ấ → a); other letters come back as they are.</summary>
    public static char WithoutLatinMarks(char letter)
    {
        // й, ё and ї are letters of their own, not accented ones: only Latin is stripped.
        while (letter is >= '\u00C0' and < '\u0370' or >= '\u1E00' and < '\u1F00' && Bases.TryGetValue(letter, out var below))
            letter = below;
        return letter;
    }

    /// <summary>Whether the character is a mark that stands on the letter before it (U+0300–U+036F).</summary>
    public static bool IsMark(char character) => character is >= '\u0300' and <= '\u036F';

    private static int KeyOf(char letter, char mark) => (letter << 16) | mark;
}
