using System.Globalization;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Reads the text of a schema.</summary>
internal static class SchemaText
{
    /// <returns>Null: it cannot be read, which is a fault already told.</returns>
    public static TapeDocument? Read(ReadOnlySpan<byte> text, SchemaOptions options, string pointer, FaultLog faults)
    {
        var reading = TapeDocument.Read(text, options.MaxSchemaBytes, options.MaxSchemaDepth, out var tape);
        var offset = reading.Offset.ToString(CultureInfo.InvariantCulture);
        switch (reading.Fault)
        {
            case TapeFault.NotJson:
                faults.Add(SchemaFaultCodes.NotJson, pointer, $"no JSON: byte {offset}", $"не JSON: байт {offset}");
                return null;
            case TapeFault.DuplicateName:
                faults.Add(SchemaFaultCodes.NotJson, pointer, $"a name twice in one object: byte {offset}", $"имя повторяется в одном объекте: байт {offset}");
                return null;
            case TapeFault.TooLarge:
                faults.Add(SchemaFaultCodes.TooLarge, pointer, $"more than {options.MaxSchemaBytes} bytes", $"больше {options.MaxSchemaBytes} байт");
                return null;
            case TapeFault.TooDeep:
                faults.Add(SchemaFaultCodes.TooDeep, pointer, $"nested deeper than {options.MaxSchemaDepth}: byte {offset}", $"вложенность больше {options.MaxSchemaDepth}: байт {offset}");
                return null;
        }

        if (tape!.View[0].Kind is JsonKind.Object or JsonKind.True or JsonKind.False) return tape;
        faults.Add(SchemaFaultCodes.Invalid, pointer, "a schema is an object or a boolean", "схема — это объект либо true или false");
        return null;
    }
}
