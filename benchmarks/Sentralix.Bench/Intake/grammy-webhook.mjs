// A plain grammY bot behind a webhook, as its documentation shows it: it keeps nothing, and answers once its handler has run.
// node grammy-webhook.mjs <node_modules> <token> <secret>
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { join } from "node:path";

const [modules, token, secretToken] = process.argv.slice(2);
const { Bot, webhookCallback } = createRequire(join(modules, "resolved-from-here.js"))("grammy");

const me = { id: Number(token.split(":")[0]), is_bot: true, first_name: "Bot", username: "bench_bot", can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
const bot = new Bot(token, { botInfo: me });
let heard = 0;
bot.on("message:text", () => {
  heard++;
});

const server = createServer(webhookCallback(bot, "http", { secretToken }));
server.listen(0, "127.0.0.1", () => console.log(`ready at http://127.0.0.1:${server.address().port}/`));
