// A bot and an operators' desk for Jivo, done with the http server and the fetch of Node.js and nothing else. Says in JSON what came of it.
// node jivo-client.mjs <doing> <Jivo's address for us> [more]
import { createServer } from "node:http";

const [doing, endpoint, ...more] = process.argv.slice(2);

async function post(url, body, type = "application/json") {
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": type }, body: JSON.stringify(body) });
  return { status: response.status, body: await response.text(), type: response.headers.get("content-type") };
}

// Answers 200 at once with nothing, and hands what came to the work that goes on after it.
function listen(work) {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      response.writeHead(200).end();
      work({ path: request.url, type: request.headers["content-type"], body: JSON.parse(body) });
    });
  });
  return new Promise((listening) => server.listen(0, "127.0.0.1", () => listening({ server, url: `http://127.0.0.1:${server.address().port}` })));
}

const said = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const now = () => Math.floor(Date.now() / 1000);

const doings = {
  // Answers every client with two buttons, greets the one who presses, asks for an agent when told, and ends when the chat is closed.
  async bot() {
    const got = [];
    const { server, url } = await listen(async ({ type, body }) => {
      got.push({ type, ...body });
      const ids = { client_id: body.client_id, chat_id: body.chat_id };
      const say = (message) => post(endpoint, { event: "BOT_MESSAGE", id: crypto.randomUUID(), ...ids, message: { ...message, timestamp: now() } });
      if (body.event === "CLIENT_MESSAGE" && body.message.text === "Оператор")
        await post(endpoint, { event: "INVITE_AGENT", id: crypto.randomUUID(), ...ids });
      else if (body.event === "CLIENT_MESSAGE")
        await say({
          type: "BUTTONS",
          title: "Чем помочь?",
          text: "Чем помочь? 1 — Статус заказа, 2 — Оператор",
          force_reply: false,
          buttons: [
            { id: "1", text: "Статус заказа" },
            { id: "2", text: "Оператор" },
          ],
        });
      else if (body.event === "CHAT_CLOSED") {
        server.close();
        said(got);
      }
    });
    said({ url });
  },

  async say() {
    const [client_id, chat_id] = more;
    const ids = { client_id, chat_id };
    const send = (body) => post(endpoint, { id: crypto.randomUUID(), ...ids, ...body });
    const timestamp = now();
    const text = await send({ event: "BOT_MESSAGE", message: { type: "TEXT", text: "Заказ 5512 передан в доставку.", timestamp } });
    const markdown = await send({ event: "BOT_MESSAGE", message: { type: "MARKDOWN", content: "**Да**", text: "Да", timestamp: `${timestamp}` } });
    const info = await send({ event: "CLIENT_INFO", client_info: { name: "Ирина", phone: "+79990000000", email: "i@example.com" } });
    const numbers = await send({ event: "BOT_MESSAGE", client_id: Number(client_id), message: { type: "TEXT", text: "нет", timestamp } });
    const unknown = await send({ event: "BOT_SINGS" });
    const wrong = await post(`${endpoint}x`, { event: "BOT_MESSAGE", id: "1", ...ids });
    said({ text, markdown, info, numbers, unknown, wrong });
  },

  async desk() {
    const status = async () => (await fetch(`${endpoint}/status`)).text();
    const message = { type: "text", id: "m-000123", text: "Соедините с оператором" };
    const sender = { id: "sx-contact-7f3a", name: "Ирина", phone: "+79990000000", email: "i@example.com", url: "https://console.example/c/7f3a", invite: "Здравствуйте!" };
    const json = "application/json; charset=utf-8";
    const before = await status();
    const sent = await post(endpoint, { sender, message }, json);
    const photo = await post(endpoint, { sender, message: { type: "photo", id: "m-000124", file: more[0], file_name: "photo.png" } }, json);
    const nobody = await post(endpoint, { sender: {}, message }, json);
    said({ before, sent, photo, nobody });
  },
};

await doings[doing]();
