namespace Sentralix.Llm.Extract;

/// <summary>A retrieved passage as it stands in a system message.</summary>
/// <param name="Number">What citations of it say: <c>[1]</c>.</param>
/// <param name="Title">Of the document.</param>
/// <param name="Heading">Of the section.</param>
/// <param name="Text">Plain text or Markdown.</param>
internal sealed record Passage(int Number, string Title, string Heading, string Text);
