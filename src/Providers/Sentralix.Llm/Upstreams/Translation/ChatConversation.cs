using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Who says a message.</summary>
internal enum ChatRole
{
    /// <summary><c>system</c> or <c>developer</c>.</summary>
    System,
    User,
    Assistant,
    Tool,
}

/// <summary>Where the messages of a request stand and how they form turns. Other providers want all results of an assistant's tool
/// calls together, want roles to take turns, and keep the system's words elsewhere.</summary>
internal sealed class ChatConversation
{
    private readonly List<Entry> entries = [];

    private ChatConversation()
    {
    }

    public int Count => entries.Count;

    /// <summary>Finds the messages. Their roles are checked, what is in them is not.</summary>
    public static ChatConversation? Read(RawJson messages, out OpenAiError? refusal)
    {
        refusal = null;
        if (!messages.IsArray || messages.IsEmpty)
        {
            refusal = OpenAiError.InvalidRequest("The field 'messages' must be a list with at least one message.", "messages", "invalid_value");
            return null;
        }

        var conversation = new ChatConversation();
        var items = messages.Items;
        while (items.MoveNext())
        {
            if (RoleOf(items.Current) is not { } role)
            {
                refusal = Refuse.UnsupportedValue($"messages[{items.Index}].role", "A message needs one of the roles system, developer, user, assistant and tool.");
                return null;
            }

            conversation.entries.Add(new Entry(role, items.Start, items.Current.Bytes.Length));
        }

        return conversation;
    }

    public ChatRole Role(int index) => entries[index].Role;

    /// <summary>One message.</summary>
    /// <param name="messages">The list that was read.</param>
    /// <param name="index">Which.</param>
    public ChatMessage At(RawJson messages, int index)
    {
        var (_, start, length) = entries[index];
        return ChatMessage.Read(messages.Bytes.Slice(start, length));
    }

    /// <summary>The end of the turn that begins at a message: everything up to the next one of the other side. System messages belong
    /// to neither.</summary>
    public int TurnEnd(int start)
    {
        var isAssistant = entries[start].Role == ChatRole.Assistant;
        var end = start;
        while (end < entries.Count && (entries[end].Role == ChatRole.System || (entries[end].Role == ChatRole.Assistant) == isAssistant)) end++;
        return end;
    }

    private static ChatRole? RoleOf(RawJson message)
    {
        ChatRole? role = null;
        foreach (var field in message.Fields)
        {
            if (!field.Is("role"u8)) continue;
            role = field.Value.Is("user"u8) ? ChatRole.User
                : field.Value.Is("assistant"u8) ? ChatRole.Assistant
                : field.Value.Is("tool"u8) ? ChatRole.Tool
                : field.Value.Is("system"u8) || field.Value.Is("developer"u8) ? ChatRole.System
                : null;
        }

        return role;
    }

    private readonly record struct Entry(ChatRole Role, int Start, int Length);
}
