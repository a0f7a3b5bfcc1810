namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Names of Avito's calls, for <see cref="FaultPlan"/> and <see cref="SentLog"/>.</summary>
public static class AvitoOperations
{
    /// <summary><c>POST /token</c>.</summary>
    public const string Token = "token";

    /// <summary><c>GET /core/v1/accounts/self</c>.</summary>
    public const string Self = "self";

    /// <summary><c>GET /core/v1/items</c>.</summary>
    public const string Items = "items";

    /// <summary><c>GET /core/v1/accounts/{user_id}/items/{item_id}/</c>.</summary>
    public const string Item = "item";

    /// <summary>The list of chats.</summary>
    public const string Chats = "chats";

    /// <summary>One chat.</summary>
    public const string Chat = "chat";

    /// <summary>Messages of a chat.</summary>
    public const string Messages = "messages";

    /// <summary>Sending a text.</summary>
    public const string SendText = "sendText";

    /// <summary>Uploading an image.</summary>
    public const string UploadImages = "uploadImages";

    /// <summary>Sending an uploaded image.</summary>
    public const string SendImage = "sendImage";

    /// <summary>Deleting a message.</summary>
    public const string DeleteMessage = "deleteMessage";

    /// <summary>Marking a chat as read.</summary>
    public const string Read = "read";

    /// <summary>Links to voice messages.</summary>
    public const string VoiceFiles = "getVoiceFiles";

    /// <summary>Blocking a buyer.</summary>
    public const string Blacklist = "blacklist";

    /// <summary>Subscribing a webhook.</summary>
    public const string Subscribe = "subscribe";

    /// <summary>The list of webhooks.</summary>
    public const string Subscriptions = "subscriptions";

    /// <summary>Unsubscribing a webhook.</summary>
    public const string Unsubscribe = "unsubscribe";
}
