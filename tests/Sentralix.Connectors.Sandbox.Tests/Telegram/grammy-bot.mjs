// A bot made with grammY. It tells every update it got, and carries out calls that it is ordered to make.
// node grammy-bot.mjs <node_modules> <API root> <token> poll|webhook [secret]
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { join } from "node:path";

const [modules, apiRoot, token, way, secretToken] = process.argv.slice(2);
const require = createRequire(join(modules, "resolved-from-here.js"));
const { Bot, GrammyError, InlineKeyboard, InputFile, webhookCallback } = require("grammy");

const say = (what) => console.log(JSON.stringify(what));
const bot = new Bot(token, { client: { apiRoot } });

bot.use(async (ctx, next) => {
  say({ update: ctx.update });
  await next();
});

bot.command("start", async (ctx) => {
  const keyboard = new InlineKeyboard().text("Да", "b1:yes").text("Нет", "b1:no").row().url("Сайт", "https://example.org/");
  const sent = await ctx.reply("Записать вас?", { entities: [{ type: "bold", offset: 0, length: 8 }], reply_markup: keyboard });
  say({ asked: { id: sent.message_id, entities: sent.entities, keyboard: sent.reply_markup, payload: ctx.match } });
});

bot.on("callback_query:data", async (ctx) => {
  const answered = await ctx.answerCallbackQuery({ text: "Записали" });
  const edited = await ctx.editMessageText("Вы записаны.");
  say({ pressed: { data: ctx.callbackQuery.data, answered, text: edited.text, edited: edited.edit_date > 0, keyboard: edited.reply_markup ?? null } });
});

bot.on(["message:voice", "message:photo", "message:document"], async (ctx) => {
  try {
    const file = await ctx.getFile();
    const bytes = Buffer.from(await (await fetch(`${apiRoot}/file/bot${token}/${file.file_path}`)).arrayBuffer());
    say({ downloaded: { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex").toUpperCase() } });
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    say({ downloaded: { error_code: error.error_code, description: error.description } });
  }
});

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { method, args, files = [] } = JSON.parse(line);
  for (const { path, base64, name } of files) {
    const steps = path.split(".");
    const last = steps.pop();
    steps.reduce((at, step) => at[step], args)[last] = new InputFile(Buffer.from(base64, "base64"), name);
  }
  try {
    say({ answer: { result: await bot.api.raw[method](...(Object.keys(args).length ? [args] : [])) } });
  } catch (error) {
    if (error instanceof GrammyError) say({ answer: { error_code: error.error_code, description: error.description, parameters: error.parameters } });
    else say({ answer: { broken: String(error.error ?? error) } });
  }
});

bot.catch((error) => say({ caught: String(error.error) }));

if (way === "poll") {
  const allowed_updates = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction", "stopped_message_generation"];
  await bot.start({ allowed_updates, onStart: (me) => say({ started: me }) });
} else {
  await bot.init();
  const server = createServer(webhookCallback(bot, "http", { secretToken }));
  server.listen(0, "127.0.0.1", () => say({ listening: server.address().port }));
}
