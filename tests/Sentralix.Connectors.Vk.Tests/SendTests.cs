using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Vk;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

public sealed class SendTests
{
    private static readonly SegmentButton Yes = new("Да", "tok-yes", null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sent_segment_has_the_name_that_its_echo_will_have()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        world.Vk.SendText(VkWorld.Irina, "Здравствуйте");

        var sent = Assert.IsType<SendOutcome.Sent>(await Send(world, "Добрый день"));

        await world.Vk.WhenDelivered(VkWorld.Soon);
        var echo = Assert.Single(world.Updates.SelectMany(update => world.Channel.Read(world.Access, update.Body)), heard => heard.Type == ChannelEventTypes.MessageEcho);
        Assert.Equal(("2", "77001", null), (echo.ChannelMessageId, echo.Thread, echo.Reason));
        Assert.Equal(echo.ChannelMessageId, sent.ChannelMessageId);
        Assert.Equal("Добрый день", Assert.Single(world.Vk.Sent.To("77001")).Text);
    }

    [Theory]
    [InlineData(FaultKind.CutAfter, 1)]
    [InlineData(FaultKind.CutBefore, 0)]
    [InlineData(FaultKind.HtmlPage, 0)]
    public async Task A_send_that_was_cut_is_not_known_and_the_same_again_is_said_once(FaultKind fault, int done)
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.Faults.Next(new Fault(fault), "messages.send");

        var unknown = Assert.IsType<SendOutcome.Unknown>(await Send(world, "Готово"));
        Assert.Equal(ChannelErrors.Network, unknown.Error.Code);
        Assert.Equal(done, world.Vk.Sent.To("77001").Count);

        Assert.Equal("2", Assert.IsType<SendOutcome.Sent>(await Send(world, "Готово")).ChannelMessageId);
        Assert.Equal("Готово", Assert.Single(world.Vk.Sent.To("77001")).Text);
    }

    [Fact]
    public async Task VKs_own_error_is_tried_again_also_where_it_was_done()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.Faults.Next(new Fault(FaultKind.ErrorAfter), "messages.send");

        var again = Assert.IsType<SendOutcome.Again>(await Send(world, "Готово"));
        Assert.Equal((ChannelErrors.Network, "10"), (again.Error.Code, again.Error.ChannelCode));

        Assert.IsType<SendOutcome.Sent>(await Send(world, "Готово"));
        Assert.Single(world.Vk.Sent.To("77001"));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_has_taken_nothing()
    {
        await using var world = await VkWorld.Open();

        var again = Assert.IsType<SendOutcome.Again>(await world.Channel.Send(world.AccessOf([], address: "http://127.0.0.1:1"), Order("Готово"), Cancellation));

        Assert.Equal(ChannelErrors.Network, again.Error.Code);
    }

    [Fact]
    public async Task Segments_of_one_message_are_all_said()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);

        for (var i = 0; i < 3; i++) Assert.IsType<SendOutcome.Sent>(await world.Channel.Send(world.Access, Order("То же самое") with { Segment = i }, Cancellation));

        Assert.Equal(3, world.Vk.Sent.To("77001").Count);
    }

    [Fact]
    public void Keys_of_segments_are_positive_numbers_of_32_bits_and_always_the_same()
    {
        var keys = Enumerable.Range(0, 2000).Select(i => RandomId.Of($"msg_{i / 4}", i % 4)).ToArray();

        Assert.All(keys, key => Assert.InRange(key, 1, int.MaxValue));
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[7], RandomId.Of("msg_1", 3));
    }

    [Theory]
    [InlineData(6, ChannelErrors.RateLimited, 1)]
    [InlineData(9, "flood_recipient", 60)]
    [InlineData(29, ChannelErrors.RateLimited, 600)]
    [InlineData(1, ChannelErrors.Network, null)]
    [InlineData(43, ChannelErrors.Network, null)]
    public async Task What_passes_by_itself_is_tried_again(int code, string unified, int? seconds)
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.RefuseNext("messages.send", code);

        var again = Assert.IsType<SendOutcome.Again>(await Send(world, "Готово"));

        Assert.Equal((unified, code.ToString(CultureInfo.InvariantCulture)), (again.Error.Code, again.Error.ChannelCode));
        Assert.Equal(seconds, again.Wait?.TotalSeconds);
        Assert.IsType<SendOutcome.Sent>(await Send(world, "Готово"));
    }

    [Fact]
    public async Task More_calls_than_VK_allows_are_told_as_such()
    {
        await using var world = await VkWorld.Open(new VkSettings { Limits = VkLimits.None with { CallsPerSecond = 3 } });
        world.Vk.Start(VkWorld.Irina);

        var outcomes = new List<SendOutcome>();
        for (var i = 0; i < 6; i++) outcomes.Add(await world.Channel.Send(world.Access, Order("Раз") with { Segment = i }, Cancellation));

        Assert.Contains(outcomes, outcome => outcome is SendOutcome.Again { Error.Code: ChannelErrors.RateLimited });
        Assert.Equal(outcomes.OfType<SendOutcome.Sent>().Count(), world.Vk.Sent.To("77001").Count);
    }

    [Theory]
    [InlineData(5, ChannelErrors.Unauthorized)]
    [InlineData(27, ChannelErrors.Unauthorized)]
    [InlineData(15, "forbidden_connection")]
    [InlineData(900, ChannelErrors.RecipientUnreachable)]
    [InlineData(950, ChannelErrors.RecipientUnreachable)]
    [InlineData(914, ChannelErrors.ContentRejected)]
    public async Task What_will_not_pass_is_refused(int code, string unified)
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.RefuseNext("messages.send", code);

        Assert.Equal(unified, Assert.IsType<SendOutcome.Refused>(await Send(world, "Готово")).Error.Code);
    }

    [Fact]
    public async Task Whoever_forbade_messages_cannot_be_reached()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.Deny(VkWorld.Irina);
        Assert.Equal((ChannelErrors.RecipientUnreachable, "901"), Code(await Send(world, "Готово")));

        world.Vk.Allow(VkWorld.Irina);
        world.Vk.SetPrivate(VkWorld.Irina, true);
        Assert.Equal((ChannelErrors.RecipientUnreachable, "902"), Code(await Send(world, "Готово")));
    }

    [Theory]
    [InlineData(503, "<html>", typeof(SendOutcome.Unknown), ChannelErrors.Network)]
    [InlineData(500, "{}", typeof(SendOutcome.Unknown), ChannelErrors.Network)]
    [InlineData(200, "<html>", typeof(SendOutcome.Unknown), ChannelErrors.Network)]
    [InlineData(200, """{"response":[{"peer_id":77001,"message_id":5}]}""", typeof(SendOutcome.Unknown), ChannelErrors.Network)]
    [InlineData(401, "<html>", typeof(SendOutcome.Again), ChannelErrors.Network)]
    [InlineData(403, "Forbidden", typeof(SendOutcome.Again), ChannelErrors.Network)]
    [InlineData(302, "", typeof(SendOutcome.Again), ChannelErrors.Network)]
    [InlineData(429, "", typeof(SendOutcome.Again), ChannelErrors.RateLimited)]
    public async Task What_is_not_in_VKs_form_is_never_taken_for_VKs_word(int status, string body, Type outcome, string code)
    {
        await using var world = await VkWorld.Open();
        world.Tells = _ => (status, body);

        var answer = await world.Channel.Send(world.Elsewhere, Order("Готово"), Cancellation);

        Assert.IsType(outcome, answer);
        Assert.Equal(code, answer is SendOutcome.Again again ? again.Error.Code : ((SendOutcome.Unknown)answer).Error.Code);
        if (status == 429) Assert.Equal(TimeSpan.FromSeconds(7), ((SendOutcome.Again)answer).Wait);
    }

    [Theory]
    [InlineData(0, "12")]
    [InlineData(1, null)]
    public async Task An_answer_without_the_messages_number_is_looked_up_by_its_key(int off, string? number)
    {
        await using var world = await VkWorld.Open();
        var key = RandomId.Of("msg_1", 0) + off;
        world.Tells = method => (200, method == "messages.send"
            ? """{"response":[{"peer_id":77001,"message_id":0}]}"""
            : $$"""{"response":{"count":2,"items":[{"out":1,"random_id":3,"conversation_message_id":13},{"out":1,"random_id":{{key}},"conversation_message_id":12} ] } }""");

        var outcome = await world.Channel.Send(world.Elsewhere, Order("Готово"), Cancellation);

        Assert.Equal(number, (outcome as SendOutcome.Sent)?.ChannelMessageId);
    }

    [Fact]
    public async Task An_error_that_repeats_the_token_is_told_without_it()
    {
        await using var world = await VkWorld.Open();
        world.Tells = _ => (200, $$"""{"error":{"error_code":5,"error_msg":"invalid access_token {{new VkSettings().Token}}"} }""");

        var refused = Assert.IsType<SendOutcome.Refused>(await world.Channel.Send(world.Elsewhere, Order("Готово"), Cancellation));

        Assert.Equal("invalid access_token ***", refused.Error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_community_that_may_show_no_buttons_says_them_in_words(bool switchedOff)
    {
        await using var world = await VkWorld.Open(new VkSettings { Limits = VkLimits.None, BotAbilities = !switchedOff });
        world.Vk.Start(VkWorld.Irina);
        if (!switchedOff) world.Vk.RefuseNext("messages.send", 911);

        Assert.IsType<SendOutcome.Sent>(await world.Channel.Send(
            world.Access, Order(new Segment { Text = "Подтвердить?", Buttons = [[Yes, new("Сайт", null, "https://shop.example/")]] }), Cancellation));

        Assert.Equal("Подтвердить?\n\n• Да\n• Сайт: https://shop.example/", Assert.Single(world.Vk.Sent.To("77001")).Text);
    }

    [Fact]
    public async Task Formatting_that_VK_does_not_take_is_left_out()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.RefuseNext("messages.send", 100, "One of the parameters specified was missing or invalid: format_data is wrong");

        Assert.IsType<SendOutcome.Sent>(await world.Channel.Send(world.Access, Order(new Segment { Text = "Важно", Spans = [new("bold", 0, 5)] }), Cancellation));

        Assert.False(Assert.Single(world.Vk.Sent.To("77001")).Body.TryGetProperty("format_data", out _));
    }

    [Fact]
    public async Task Formatting_is_sent_in_VKs_form()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);

        await world.Channel.Send(world.Access, Order(new Segment { Text = "Важно: сайт", Spans = [new("bold", 0, 5), new("link", 7, 4, "https://shop.example/")] }), Cancellation);

        using var format = JsonDocument.Parse(Assert.Single(world.Vk.Sent.To("77001")).Body.GetProperty("format_data").GetString()!);
        Assert.Equal(
            """{"version":"1","items":[{"type":"bold","offset":0,"length":5},{"type":"url","offset":7,"length":4,"url":"https://shop.example/"}]}""", format.RootElement.GetRawText());
    }

    [Fact]
    public async Task Whoever_asks_to_stop_before_the_first_byte_is_heard()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Channel.Send(world.Access, Order("Готово"), new CancellationToken(canceled: true)));

        Assert.Empty(world.Vk.Sent.To("77001"));
    }

    private static (string, string?) Code(SendOutcome outcome) => outcome is SendOutcome.Refused refused ? (refused.Error.Code, refused.Error.ChannelCode) : ("", null);

    private static Task<SendOutcome> Send(VkWorld world, string text) => world.Channel.Send(world.Access, Order(text), Cancellation);

    private static SendOrder Order(string text) => Order(new Segment { Text = text });

    private static SendOrder Order(Segment segment) => new("msg_1", 0, "77001", segment.Write());
}
