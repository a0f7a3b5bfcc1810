using System.Collections.Frozen;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>The methods of the Bot API by name. Names are taken in any case.</summary>
internal static class BotApi
{
    private static readonly FrozenDictionary<string, (string Name, Func<Call, ValueTask<ApiAnswer>> Do)> Methods =
        new (string Name, Func<Call, ValueTask<ApiAnswer>> Do)[]
        {
            ("getMe", At(AccountMethods.GetMe)), ("logOut", At(_ => ApiAnswer.True)), ("close", At(_ => ApiAnswer.True)),
            ("getUpdates", UpdateMethods.GetUpdates), ("setWebhook", UpdateMethods.SetWebhook),
            ("deleteWebhook", At(UpdateMethods.DeleteWebhook)), ("getWebhookInfo", At(UpdateMethods.GetWebhookInfo)),
            ("sendMessage", At(SendMethods.SendMessage)), ("sendChatAction", At(SendMethods.SendChatAction)),
            ("sendMessageDraft", At(SendMethods.SendMessageDraft)), ("sendLocation", At(SendMethods.SendLocation)),
            ("sendVenue", At(SendMethods.SendVenue)), ("sendContact", At(SendMethods.SendContact)),
            ("sendPhoto", call => MediaMethods.Send(call, "photo")), ("sendVoice", call => MediaMethods.Send(call, "voice")),
            ("sendAudio", call => MediaMethods.Send(call, "audio")), ("sendVideo", call => MediaMethods.Send(call, "video")),
            ("sendDocument", call => MediaMethods.Send(call, "document")), ("sendAnimation", call => MediaMethods.Send(call, "animation")),
            ("sendVideoNote", call => MediaMethods.Send(call, "video_note")), ("sendSticker", call => MediaMethods.Send(call, "sticker")),
            ("sendMediaGroup", MediaMethods.SendMediaGroup), ("getFile", At(MediaMethods.GetFile)),
            ("editMessageText", At(EditMethods.EditText)), ("editMessageCaption", At(EditMethods.EditCaption)),
            ("editMessageReplyMarkup", At(EditMethods.EditMarkup)), ("editMessageMedia", EditMethods.EditMedia),
            ("deleteMessage", At(EditMethods.Delete)), ("deleteMessages", At(EditMethods.DeleteMany)),
            ("setMessageReaction", At(EditMethods.SetReaction)), ("answerCallbackQuery", At(SendMethods.AnswerCallbackQuery)),
            ("getChat", At(AccountMethods.GetChat)), ("getChatMember", At(AccountMethods.GetChatMember)), ("leaveChat", At(AccountMethods.LeaveChat)),
            ("setMyCommands", At(AccountMethods.SetMyCommands)), ("getMyCommands", At(AccountMethods.GetMyCommands)),
            ("deleteMyCommands", At(AccountMethods.DeleteMyCommands)), ("setChatMenuButton", At(AccountMethods.SetChatMenuButton)),
            ("getBusinessConnection", At(BusinessMethods.GetConnection)), ("readBusinessMessage", At(BusinessMethods.Read)),
            ("deleteBusinessMessages", At(BusinessMethods.Delete)), ("getUserProfilePhotos", At(AccountMethods.GetUserProfilePhotos)),
        }.ToFrozenDictionary(method => method.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The method's name as it is written; null: there is none.</summary>
    public static string? Find(string name) => Methods.TryGetValue(name, out var method) ? method.Name : null;

    public static ValueTask<ApiAnswer> Do(Call call) => Methods[call.Method].Do(call);

    /// <summary>Carries out what a webhook answered. Telegram does not say what came of it.</summary>
    public static async Task DoAnswered(BotAccount bot, JsonElement call)
    {
        if (Find(call.GetProperty("method").GetString() ?? "") is { } name)
        {
            await Do(new Call(bot, name, Arguments.Of(call), Told: false, CancellationToken.None));
        }
    }

    private static Func<Call, ValueTask<ApiAnswer>> At(Func<Call, ApiAnswer> method) => call => ValueTask.FromResult(method(call));
}
