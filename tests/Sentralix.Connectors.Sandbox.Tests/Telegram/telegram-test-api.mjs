// @vishtar/telegram-test-api as a second server to compare with. Repaired where it is not like Telegram: dates in seconds, no arguments in
// results, true where true is due, errors in Telegram's form, and the webhook's secret.
// node telegram-test-api.mjs <node_modules> <port>
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, port] = process.argv.slice(2);
const require = createRequire(join(modules, "resolved-from-here.js"));
const { TelegramServer } = require("@vishtar/telegram-test-api/lib/telegramServer.js");

const ok = (res, result) => res.json({ ok: true, result });
const refuse = (res, error_code, description) => res.status(error_code).json({ ok: false, error_code, description });
const hooks = {};
const inSeconds = ({ chat_id, ...message }) => ({ ...message, date: Math.floor(message.date / 1000) });
const find = (server, body) =>
  server.storage.botMessages.find((u) => String(u.messageId) === String(body.message_id) && String(u.message.chat_id) === String(body.chat_id));

const repairs = (app, server) => {
  const on = (method, act) => app.post(`/bot:token/${method}`, act);
  on("getMe", (req, res) => ok(res, { id: Number(req.params.token.split(":")[0]), is_bot: true, first_name: "Bot", username: "test_bot" }));
  on("sendMessage", (req, res) => ok(res, inSeconds(server.addBotMessage(req.body, req.params.token))));
  on("sendChatAction", (req, res) => ok(res, true));
  on("answerCallbackQuery", (req, res) => ok(res, true));
  on("setWebhook", (req, res) => {
    hooks[req.params.token] = req.body;
    server.setWebhook(req.body, req.params.token);
    ok(res, true);
  });
  on("editMessageText", (req, res) => {
    const there = find(server, req.body);
    if (!there) return refuse(res, 400, "Bad Request: message to edit not found");
    if (there.message.text === req.body.text) return refuse(res, 400, "Bad Request: message is not modified");
    const edited = { ...there.message, ...req.body, reply_markup: req.body.reply_markup };
    there.message = edited;
    const seconds = Math.floor(Date.now() / 1000);
    const chat = { id: Number(req.body.chat_id), first_name: "Bot", type: "private" };
    ok(res, { message_id: there.messageId, date: Math.floor(there.time / 1000), edit_date: seconds, chat, text: edited.text });
  });
  on("deleteMessage", (req, res) =>
    server.deleteMessage(Number(req.body.chat_id), Number(req.body.message_id)) ? ok(res, true) : refuse(res, 400, "Bad Request: message to delete not found"));
};

const server = new TelegramServer({ port: Number(port), host: "127.0.0.1", storeTimeout: 60 }, { routes: [repairs] });
server.addUserUpdate = async (update) => {
  const hook = hooks[update.botToken];
  const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": hook.secret_token };
  const answer = await fetch(hook.url, { method: "POST", headers, body: JSON.stringify(TelegramServer.formatUpdate(update)) });
  if (!answer.ok) throw new Error(`The webhook answered ${answer.status}`);
  server.updateId++;
};
await server.start();
console.log(JSON.stringify({ serving: server.config.apiURL }));
