using System.Text.Json.Nodes;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;

namespace Sentralix.Connectors.JivoSite.Wire;

/// <summary>What an agent sees of a client when he takes a chat: the answer to <c>chat_accepted</c>. A field that is not known is not there:
/// an empty one would take away what Jivo knows itself.</summary>
internal static class CrmCard
{
    private const int LongestWords = 300;

    public static string Of(KnownContact contact, Uri? page)
    {
        var info = new JsonObject();
        Add(info, "name", contact.Name);
        Add(info, "phone", contact.Phone);
        Add(info, "email", contact.Email);
        Add(info, "description", Description(contact));
        var conversation = new JsonObject { ["title"] = "Sentralix", ["content"] = contact.ConversationId, ["key"] = "conversation_id" };
        Add(conversation, "link", page?.AbsoluteUri);
        var answer = new JsonObject { ["result"] = "ok", ["contact_info"] = info, ["custom_data"] = new JsonArray(conversation) };
        Add(answer, "crm_link", page?.AbsoluteUri);
        return answer.ToJsonString(SentralixJson.Options);
    }

    /// <summary>What it is about, and what was said last.</summary>
    private static string? Description(KnownContact contact)
    {
        string?[] lines = [contact.Context?.Listing?.Title ?? contact.Context?.Page?.Title, Line("→", contact.Asked), Line("←", contact.Answered)];
        var told = string.Join('\n', lines.OfType<string>());
        return told.Length > 0 ? told : null;
    }

    private static string? Line(string mark, string? words) => words is null ? null : words.Length > LongestWords ? $"{mark} {words[..Whole(words)]}…" : $"{mark} {words}";

    // A letter of two halves is not cut in the middle.
    private static int Whole(string words) => char.IsHighSurrogate(words[LongestWords - 1]) ? LongestWords - 1 : LongestWords;

    private static void Add(JsonObject to, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) to[name] = value;
    }
}
