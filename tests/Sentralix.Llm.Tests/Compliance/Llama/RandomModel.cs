using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Sentralix.Llm.Tests.Compliance.Llama;

/// <summary>A language model of half a megabyte with weights thrown by dice, as a file that llama.cpp loads: it says nothing of sense, but it
/// says it by the token, and counts, stops, obeys a grammar and overflows like a real one. The file's form is GGUF, version 3
/// (<see href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"/>).</summary>
internal static class RandomModel
{
    public const int Context = 16_384;

    private const int Width = 64;
    private const int Layers = 2;
    private const int Heads = 4;
    private const int Inner = 128;
    private const int Alignment = 32;

    // The form's numbers for types of values, and of tensors.
    private const uint UInt32 = 4, Int32 = 5, Float32 = 6, Text = 8, Array = 9;
    private const uint FloatTensor = 0;

    // Its numbers for kinds of tokens.
    private const int Normal = 1, Unknown = 2, Control = 3, Byte = 6;

    // Every byte is a token, so that every text can be written; a space of its own is what grammars begin with.
    private static readonly (string Token, float Score, int Kind)[] Vocabulary =
    [
        ("<unk>", 0, Unknown), ("<s>", 0, Control), ("</s>", 0, Control),
        .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", -1000f, Byte)),
        .. ((string[])["▁", "▁Здравствуйте", "▁заказ", "▁возврат", "▁hello", "▁да", "▁нет"]).Select((word, at) => (word, (float)-at, Normal)),
    ];

    private static IEnumerable<(string Name, int[] Shape)> Tensors
    {
        get
        {
            yield return ("token_embd.weight", [Width, Vocabulary.Length]);
            yield return ("output_norm.weight", [Width]);
            yield return ("output.weight", [Width, Vocabulary.Length]);
            for (var layer = 0; layer < Layers; layer++)
            {
                yield return ($"blk.{layer}.attn_norm.weight", [Width]);
                yield return ($"blk.{layer}.ffn_norm.weight", [Width]);
                foreach (var part in (string[])["attn_q", "attn_k", "attn_v", "attn_output"]) yield return ($"blk.{layer}.{part}.weight", [Width, Width]);
                yield return ($"blk.{layer}.ffn_gate.weight", [Width, Inner]);
                yield return ($"blk.{layer}.ffn_up.weight", [Width, Inner]);
                yield return ($"blk.{layer}.ffn_down.weight", [Inner, Width]);
            }
        }
    }

    public static byte[] Write()
    {
        var file = new ArrayBufferWriter<byte>(1 << 20);
        var settings = Settings();
        var tensors = Tensors.ToList();
        file.Write("GGUF"u8);
        Number(file, 3u);
        Count(file, tensors.Count);
        Count(file, settings.Count);
        foreach (var (name, write) in settings)
        {
            String(file, name);
            write(file);
        }

        var at = 0;
        foreach (var (name, shape) in tensors)
        {
            String(file, name);
            Number(file, (uint)shape.Length);
            foreach (var length in shape) Count(file, length);
            Number(file, FloatTensor);
            Count(file, at);
            at += Aligned(Size(shape) * sizeof(float));
        }

        // The same dice every time.
        var dice = new Random(7);
        foreach (var (name, shape) in tensors)
        {
            Pad(file);
            var isNorm = shape.Length == 1;
            for (var i = 0; i < Size(shape); i++) Float(file, isNorm ? 1 : (float)(0.2 * (dice.NextDouble() - 0.5)));
        }

        return file.WrittenSpan.ToArray();
    }

    private static List<(string Name, Action<ArrayBufferWriter<byte>> Write)> Settings() =>
    [
        ("general.architecture", Said("llama")),
        ("llama.context_length", Counted(Context)),
        ("llama.embedding_length", Counted(Width)),
        ("llama.block_count", Counted(Layers)),
        ("llama.feed_forward_length", Counted(Inner)),
        ("llama.attention.head_count", Counted(Heads)),
        ("llama.attention.head_count_kv", Counted(Heads)),
        ("llama.rope.dimension_count", Counted(Width / Heads)),
        ("llama.vocab_size", Counted(Vocabulary.Length)),
        ("llama.attention.layer_norm_rms_epsilon", file => { Number(file, Float32); Float(file, 1e-5f); }),
        ("tokenizer.ggml.model", Said("llama")),
        ("tokenizer.ggml.tokens", Listed(Text, (file, word) => String(file, word.Token))),
        ("tokenizer.ggml.scores", Listed(Float32, (file, word) => Float(file, word.Score))),
        ("tokenizer.ggml.token_type", Listed(Int32, (file, word) => Number(file, (uint)word.Kind))),
        ("tokenizer.ggml.unknown_token_id", Counted(0)),
        ("tokenizer.ggml.bos_token_id", Counted(1)),
        ("tokenizer.ggml.eos_token_id", Counted(2)),
    ];

    private static Action<ArrayBufferWriter<byte>> Said(string text) => file =>
    {
        Number(file, Text);
        String(file, text);
    };

    private static Action<ArrayBufferWriter<byte>> Counted(int value) => file =>
    {
        Number(file, UInt32);
        Number(file, (uint)value);
    };

    private static Action<ArrayBufferWriter<byte>> Listed(uint type, Action<ArrayBufferWriter<byte>, (string Token, float Score, int Kind)> write) => file =>
    {
        Number(file, Array);
        Number(file, type);
        Count(file, Vocabulary.Length);
        foreach (var word in Vocabulary) write(file, word);
    };

    private static int Size(int[] shape) => shape.Aggregate(1, (size, length) => size * length);

    private static int Aligned(int at) => (at + Alignment - 1) / Alignment * Alignment;

    private static void Pad(ArrayBufferWriter<byte> file) => file.Write(new byte[Aligned(file.WrittenCount) - file.WrittenCount]);

    private static void String(ArrayBufferWriter<byte> file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Count(file, bytes.Length);
        file.Write(bytes);
    }

    private static void Number(ArrayBufferWriter<byte> file, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file.GetSpan(sizeof(uint)), value);
        file.Advance(sizeof(uint));
    }

    private static void Count(ArrayBufferWriter<byte> file, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(file.GetSpan(sizeof(long)), value);
        file.Advance(sizeof(long));
    }

    private static void Float(ArrayBufferWriter<byte> file, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(file.GetSpan(sizeof(float)), value);
        file.Advance(sizeof(float));
    }
}
