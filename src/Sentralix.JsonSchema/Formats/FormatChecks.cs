using System.Collections.Frozen;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Formats;

/// <summary>The formats of draft 2020-12. A format that is not among them accepts everything.</summary>
internal static class FormatChecks
{
    private static readonly FrozenDictionary<string, FormatCheck> Known = new Dictionary<string, FormatCheck>
    {
        ["date-time"] = Times.IsDateTime,
        ["date"] = Times.IsDate,
        ["time"] = Times.IsTime,
        ["duration"] = Durations.IsDuration,
        ["email"] = Addresses.IsEmail,
        ["idn-email"] = Addresses.IsIdnEmail,
        ["hostname"] = HostNames.IsHostName,
        ["idn-hostname"] = HostNames.IsIdnHostName,
        ["ipv4"] = IpAddresses.IsIpv4,
        ["ipv6"] = IpAddresses.IsIpv6,
        ["uri"] = text => UriSyntax.IsValid(text, isAbsolute: true, isInternational: false),
        ["uri-reference"] = text => UriSyntax.IsValid(text, isAbsolute: false, isInternational: false),
        ["iri"] = text => UriSyntax.IsValid(text, isAbsolute: true, isInternational: true),
        ["iri-reference"] = text => UriSyntax.IsValid(text, isAbsolute: false, isInternational: true),
        ["uuid"] = IsUuid,
        ["uri-template"] = UriTemplates.IsTemplate,
        ["json-pointer"] = Pointers.IsPointer,
        ["relative-json-pointer"] = Pointers.IsRelativePointer,
        ["regex"] = IsPattern,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FormatCheck? Find(string format) => Known.GetValueOrDefault(format);

    private static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != 36) return false;
        for (var i = 0; i < text.Length; i++)
        {
            var isDash = i is 8 or 13 or 18 or 23;
            if (isDash ? text[i] != '-' : !char.IsAsciiHexDigit(text[i])) return false;
        }

        return true;
    }

    private static bool IsPattern(ReadOnlySpan<char> text)
    {
        try
        {
            PatternParser.Parse(text.ToString(), isStrict: true);
            return true;
        }
        catch (PatternFaultException fault)
        {
            // What cannot be run here may be a good expression all the same.
            return fault.Code == SchemaFaultCodes.PatternUnsupported;
        }
    }
}
