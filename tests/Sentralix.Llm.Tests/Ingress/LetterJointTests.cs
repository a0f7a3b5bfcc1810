using System.Text;
using Sentralix.Llm.Ingress;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress;

public sealed class LetterJointTests
{
    [Theory]
    [InlineData(new[] { "да", "нет" }, new[] { "да", "нет" })]
    [InlineData(new[] { "a\\ud83d", "\\ude00b" }, new[] { "a", "\\ud83d\\ude00b" })]
    [InlineData(new[] { "\\uD83D", "\\uDE00\\uD83D", "\\uDE01" }, new[] { "", "\\uD83D\\uDE00", "\\uD83D\\uDE01" })]
    [InlineData(new[] { "a\\ud83d\\ude00", "b" }, new[] { "a\\ud83d\\ude00", "b" })]
    [InlineData(new[] { "a\\\\ud83d", "b" }, new[] { "a\\\\ud83d", "b" })]
    [InlineData(new[] { "a\\\\\\ud83d", "\\ude00" }, new[] { "a\\\\", "\\ud83d\\ude00" })]
    [InlineData(new[] { "a\\u0041", "b" }, new[] { "a\\u0041", "b" })]
    [InlineData(new[] { "a\\ud83d" }, new[] { "a" })]
    public void Halves_of_a_letter_go_out_together(string[] pieces, string[] expected)
    {
        var joint = new LetterJoint();

        Assert.Equal(expected, pieces.Select(piece => Encoding.UTF8.GetString(joint.Join(Encoding.UTF8.GetBytes(piece)))));
    }
}
