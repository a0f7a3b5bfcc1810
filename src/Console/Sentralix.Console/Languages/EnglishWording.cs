namespace Sentralix.Console.Languages;

/// <summary>The page in English.</summary>
internal static class EnglishWording
{
    public static readonly Wording Value = new()
    {
        Title = "Sentralix · chat",
        Greeting = "What would you like to know?",
        Introduction = "The assistant answers from its knowledge base and shows where each answer comes from.",
        Suggestions =
        [
            "What is Sentralix?",
            "How do I connect OpenAI or Ollama?",
            "What do I need to back up?",
            "How does a message flow through the platform?",
        ],
        SuggestionsLabel = "Questions to begin with",
        Thread = "Conversation",
        Input = "Your message",
        Hint = "Enter sends, Shift + Enter starts a new line",
        Send = "Send",
        Stop = "Stop",
        New = "New conversation",
        Api = "API",
        OtherLanguage = "Русский",
        NeedsScript = "The chat needs JavaScript. The API works without it: see /docs.",
        You = "You",
        Assistant = "Assistant",
        Operator = "Operator",
        Working = "The assistant is writing",
        Sources = "Sources",
        Choices = "Choices",
        Close = "Close",
        Waiting = "Not sent yet",
        NotSent = "Not sent",
        Retry = "Send again",
        Reconnecting = "Reconnecting…",
        Offline = "You are offline. Messages are sent when the connection is back.",
        ChatOff = "The web chat is switched off on this server. The API is described at /docs.",
        NobodyAnswers = "No assistant answers here yet: bind one to the web channel.",
        Busy = "The server is busy. Trying again…",
        SessionEnded = "Your earlier conversation has expired. This is a new one.",
        Stopped = "Stopped",
        Failed = "The answer could not be made. Please ask again.",
        OperatorJoined = "A person has joined the conversation and answers now.",
        OperatorLeft = "The assistant answers again.",
        Attachment = "Attachment",
    };
}
