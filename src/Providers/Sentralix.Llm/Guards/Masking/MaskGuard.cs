using System.Text;

namespace Sentralix.Llm.Guards.Masking;

/// <summary>Keeps personal data from the provider: placeholders go out, and in the answer the values stand in their place again.</summary>
internal sealed class MaskGuard(PersonalKind kinds) : IGuard
{
    public ICallGuard Begin(ReadOnlyMemory<byte> request) => new OverCall(kinds, request);

    private sealed class OverCall(PersonalKind kinds, ReadOnlyMemory<byte> request) : ICallGuard
    {
        private readonly Placeholders placeholders = new(request);

        public string? Request(string text)
        {
            StringBuilder? masked = null;
            var done = 0;
            while (PersonalText.TryNext(text, done, kinds, out var match))
            {
                masked ??= new StringBuilder(text.Length);
                masked.Append(text, done, match.Start - done).Append(placeholders.Of(match.Kind, text.Substring(match.Start, match.Length)));
                done = match.Start + match.Length;
            }

            return masked is null ? text : masked.Append(text, done, text.Length - done).ToString();
        }

        public ITextFilter? Answer() => placeholders.IsEmpty ? null : new PutBack(placeholders);
    }
}
