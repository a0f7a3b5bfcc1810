using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>What an address answered to a webhook, as Jivo understands it.</summary>
/// <param name="Status">The HTTP status; 0: no answer.</param>
/// <param name="Complaint">Why Jivo cannot use it; null: it can.</param>
/// <param name="ContactName">The client's name that agents see from now on; null: unchanged.</param>
/// <param name="CrmLink">The card in the CRM; null: none.</param>
/// <param name="EnablesAssign">True: agents may attach the chat to a card.</param>
/// <param name="CustomData">Titles and contents that agents see.</param>
public sealed record JivoWebhookAnswer(
    int Status, string? Complaint, string? ContactName = null, Uri? CrmLink = null, bool EnablesAssign = false, IReadOnlyList<(string Title, string Content)>? CustomData = null)
{
    internal static JivoWebhookAnswer Read(int status, string body, bool mayFillCard)
    {
        if (status is < 200 or >= 300) return new JivoWebhookAnswer(status, status == 0 ? "no answer" : "the status is not a success");
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(status, document.RootElement, mayFillCard);
        }
        catch (JsonException)
        {
            return new JivoWebhookAnswer(status, "the answer is not JSON");
        }
    }

    private static JivoWebhookAnswer Read(int status, JsonElement answer, bool mayFillCard)
    {
        if (JivoJson.Text(answer, "result") != "ok") return new JivoWebhookAnswer(status, "result must be ok");
        if (!mayFillCard) return new JivoWebhookAnswer(status, null);

        string? name = null;
        if (answer.TryGetProperty("contact_info", out var contact))
        {
            if (contact.ValueKind != JsonValueKind.Object || contact.EnumerateObject().Any(f => f.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
                return new JivoWebhookAnswer(status, "contact_info must hold strings");
            name = JivoJson.Text(contact, "name");
        }

        List<(string, string)> custom = [];
        if (answer.TryGetProperty("custom_data", out var data))
        {
            if (data.ValueKind != JsonValueKind.Array) return new JivoWebhookAnswer(status, "custom_data must be an array");
            foreach (var field in data.EnumerateArray())
            {
                if (JivoJson.Text(field, "content") is not { } content) return new JivoWebhookAnswer(status, "custom_data must hold objects with content");
                custom.Add((JivoJson.Text(field, "title") ?? "", content));
            }
        }

        Uri? link = null;
        if (answer.TryGetProperty("crm_link", out var crm) && !Uri.TryCreate(crm.ValueKind == JsonValueKind.String ? crm.GetString() : null, UriKind.Absolute, out link))
            return new JivoWebhookAnswer(status, "crm_link must be an address");
        if (answer.TryGetProperty("enable_assign", out var assign) && assign.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return new JivoWebhookAnswer(status, "enable_assign must be true or false");
        return new JivoWebhookAnswer(status, null, name, link, assign.ValueKind == JsonValueKind.True, custom);
    }
}
