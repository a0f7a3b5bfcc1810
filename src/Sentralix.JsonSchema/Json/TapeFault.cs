namespace Sentralix.JsonSchema.Json;

/// <summary>Why a text could not be put on a tape.</summary>
internal enum TapeFault
{
    None,
    NotJson,
    TooLarge,
    TooDeep,
    DuplicateName,
}

/// <summary>What came of reading a text.</summary>
/// <param name="Fault">Why it could not be read.</param>
/// <param name="Offset">Where in the text, in bytes.</param>
internal readonly record struct TapeReading(TapeFault Fault, long Offset);
