using System.Text;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>The entries of <c>reasoning_details</c> that are understood: thoughts in words, signed or not, and thoughts that their
/// provider has encrypted.</summary>
internal readonly ref struct ReasoningDetails(RawJson details)
{
    private readonly RawJson details = details;

    /// <summary>At least one entry is in words.</summary>
    public bool HasText
    {
        get
        {
            foreach (var detail in this)
            {
                if (detail.Text.HasText) return true;
            }

            return false;
        }
    }

    public Reader GetEnumerator() => new(details);

    /// <summary>One entry.</summary>
    internal readonly ref struct Entry(RawJson whole, RawJson text, RawJson signature, RawJson encrypted)
    {
        /// <summary>The entry as it came.</summary>
        public RawJson Whole { get; } = whole;

        /// <summary>A string or not given.</summary>
        public RawJson Text { get; } = text;

        /// <summary>A string or not given.</summary>
        public RawJson Signature { get; } = signature;

        /// <summary>A string; not given where the thoughts are in words.</summary>
        public RawJson Encrypted { get; } = encrypted;

        /// <summary>What a client gets of encrypted thoughts, to be returned unread. An entry that says whose form it has keeps that:
        /// another provider would refuse it.</summary>
        public ReadOnlySpan<byte> Opaque =>
            Whole["format"u8].IsGiven ? Encoding.ASCII.GetBytes(SealedThoughts.Seal(Whole.Bytes)) : Encrypted.Escaped;
    }

    /// <summary>Goes through the entries.</summary>
    internal ref struct Reader
    {
        private readonly bool isEmpty;
        private RawJson.ItemReader items;

        public Reader(RawJson details)
        {
            isEmpty = !details.IsArray;
            if (!isEmpty) items = details.Items;
        }

        public Entry Current { get; private set; }

        public bool MoveNext()
        {
            while (!isEmpty && items.MoveNext())
            {
                Current = Read(items.Current);
                if (Current.Text.HasText || Current.Signature.HasText || Current.Encrypted.HasText) return true;
            }

            return false;
        }

        private static Entry Read(RawJson item)
        {
            var type = item["type"u8];
            if (type.Is("reasoning.encrypted"u8)) return new Entry(item, default, default, item["data"u8]);
            return type.Is("reasoning.summary"u8)
                ? new Entry(item, item["summary"u8], default, default)
                : new Entry(item, item["text"u8], item["signature"u8], default);
        }
    }
}
