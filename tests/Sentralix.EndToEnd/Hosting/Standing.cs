using System.Text;

namespace Sentralix.EndToEnd.Hosting;

/// <summary>How a platform stands, in words: what every conversation has and what waits in the queues. For whoever reads why a test failed.</summary>
internal static class Standing
{
    public static async Task<string> Of(Uri host, params string[] services)
    {
        using var api = new ApiClient(host);
        var text = new StringBuilder();
        foreach (var conversation in await api.All("/api/v1/conversations"))
        {
            text.AppendLine(conversation.GetRawText());
            foreach (var message in await api.Messages(conversation.GetProperty("id").GetString()!)) text.Append("  ").AppendLine(message.GetRawText());
        }

        foreach (var service in services)
        {
            foreach (var item in await api.All($"/api/admin/v1/{service}/operations/work-items")) text.Append(service).Append(": ").AppendLine(item.GetRawText());
        }

        return text.ToString();
    }
}
