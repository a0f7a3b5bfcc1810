using System.Globalization;
using System.Text;

namespace Sentralix.Llm.Files;

/// <summary>The form of one part of a file as a blob. Files are kept in parts, so that no file is ever whole in memory whichever database
/// keeps the blobs.</summary>
/// <remarks>Blobs are addressed by their content. A part begins with its file's name and its own number, so that no two files ever share a
/// blob: whoever deletes one takes nothing from another.</remarks>
internal static class FilePart
{
    /// <summary>The most bytes of a blob, its head included: what PostgreSQL keeps in one row.</summary>
    public const int Size = 1 << 20;

    public static byte[] Head(string file, int ordinal) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file}/{ordinal}\n"));
}
