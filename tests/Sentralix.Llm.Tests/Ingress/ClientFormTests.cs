using Sentralix.Llm.Ingress;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress;

public sealed class ClientFormTests
{
    [Fact]
    public void What_is_no_chats_answer_becomes_none_in_any_form()
    {
        foreach (var form in new[] { WireForm.Completions, WireForm.Responses, WireForm.Messages })
        {
            var client = new ClientForm(form);
            client.Translate(new ClientCall { Request = "{}"u8.ToArray(), Model = "m", Id = "1", Created = 1 });
            Assert.Null(client.Answer("{\"choices\":[7]}"u8));
        }
    }
}
