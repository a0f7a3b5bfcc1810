using System.Globalization;
using System.Text;

namespace Sentralix.JsonSchema.Json;

/// <summary>JSON Pointers (RFC 6901) of values on a tape. They are made when somebody asks, and cost nothing until then.</summary>
internal static class TapePointer
{
    /// <summary>The pointer of a node; a name's is its member's.</summary>
    public static string Of(TapeView view, int target)
    {
        var pointer = new StringBuilder();
        var at = 0;
        while (at != target)
        {
            var isObject = view[at].Kind == JsonKind.Object;
            var index = 0;
            var child = at + 1;
            while (true)
            {
                var value = isObject ? child + 1 : child;
                if (target < view[value].End)
                {
                    pointer.Append('/');
                    if (isObject) pointer.Append(Escape(view.String(child)));
                    else pointer.Append(index.ToString(CultureInfo.InvariantCulture));
                    if (target == child) return pointer.ToString();
                    at = value;
                    break;
                }

                child = view[value].End;
                index++;
            }
        }

        return pointer.ToString();
    }

    public static string Escape(string token) =>
        token.AsSpan().ContainsAny('~', '/') ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : token;
}
