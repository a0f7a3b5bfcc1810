// MAX's own client and receiver for JavaScript, driven by commands.
import http from "node:http";
import { createReadStream } from "node:fs";
import { load, serve, settings, tell } from "../Clients/program.mjs";

const { Bot, Keyboard } = load("@maxhub/max-bot-api");
const bot = new Bot(settings.token, { clientOptions: { baseUrl: settings.address } });
bot.catch((error) => tell({ type: "error", message: error.message }));

bot.use(async (context, next) => {
  tell({
    type: context.updateType,
    text: context.message?.body.text ?? null,
    mid: context.messageId ?? null,
    chat: context.chatId ?? null,
    user: context.user?.name ?? null,
    payload: context.startPayload ?? context.callback?.payload ?? null,
    phone: context.contactInfo?.tel ?? null,
    place: context.location ?? null,
    attachments: context.message?.body.attachments ?? [],
    reply: context.message?.link?.message.text ?? null,
  });
  if (!settings.echo) return;
  if (context.updateType === "message_created") {
    await context.reply(`**echo**: ${context.message.body.text}`, {
      format: "markdown",
      attachments: [Keyboard.inlineKeyboard([[Keyboard.button.callback("More", "more:1"), Keyboard.button.link("Site", "https://example.org")]])],
    });
  }
  if (context.updateType === "message_callback") await context.answerOnCallback({ message: { text: "Here is more", attachments: [] }, notification: "Seen" });
  await next();
});

const sources = {
  buffer: (text) => Buffer.from(text),
  stream: (_, path) => createReadStream(path),
};

serve({
  // Any method of the API: a name and its arguments in order.
  api: ({ name, args }) => bot.api[name](...args),
  upload: async ({ kind, from, path, chat }) => {
    const attachment = await bot.api[`upload${kind}`]({ source: sources[from]("some bytes", path) });
    const message = await bot.api.sendMessageToChat(chat, kind, { attachments: [attachment.toJson()] });
    return message.body.attachments[0];
  },
  poll: () => {
    bot.start();
  },
  listen: async ({ domain, path, secret, types }) => {
    const callback = await bot.createWebhook({ domain, path, secret, allowedUpdates: types });
    const server = http.createServer(callback);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${server.address().port}`;
  },
});
