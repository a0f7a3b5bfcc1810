// Anthropic's own client for JavaScript, doing one thing against a base URL and saying in JSON what came of it.
// node anthropic-client.mjs <node_modules> <what> <base URL> <key> <model>
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, what, baseURL, apiKey, model] = process.argv.slice(2);
const require = createRequire(join(modules, "resolved-from-here.js"));
const Anthropic = require("@anthropic-ai/sdk");
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });

const hello = { model, max_tokens: 2000, messages: [{ role: "user", content: "Где заказ ё-7?" }] };
const tools = [
  { name: "order", input_schema: { type: "object", properties: { id: { type: "string" } } } },
  { name: "now", input_schema: { type: "object", properties: {} } },
];

const shown = (message) => ({ content: message.content, stop_reason: message.stop_reason, usage: message.usage, model: message.model });

const doings = {
  message: async () => shown(await client.messages.create(hello)),

  stream: async () => {
    const events = [];
    const stream = client.messages.stream({ ...hello, tools });
    stream.on("streamEvent", (event) => events.push(event.type));
    return { ...shown(await stream.finalMessage()), events };
  },

  loop: async () => {
    const messages = [...hello.messages];
    const first = await client.messages.stream({ ...hello, messages, tools }).finalMessage();
    messages.push({ role: "assistant", content: first.content });
    const calls = first.content.filter((block) => block.type === "tool_use");
    messages.push({ role: "user", content: calls.map((call) => ({ type: "tool_result", tool_use_id: call.id, content: `${call.name}: итог` })) });
    return shown(await client.messages.create({ ...hello, messages, tools }));
  },

  forged: async () =>
    client.messages.create({
      ...hello,
      tools,
      messages: [
        ...hello.messages,
        { role: "assistant", content: [{ type: "thinking", thinking: "Хм", signature: "Zm9yZ2Vk" }, { type: "tool_use", id: "toolu_1", name: "now", input: {} }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "полдень" }] },
      ],
    }),

  unlimited: async () => client.messages.create({ ...hello, max_tokens: undefined }),

  models: async () => {
    const ids = [];
    for await (const one of client.models.list()) ids.push(one.id);
    return { ids };
  },
};

try {
  console.log(JSON.stringify({ ok: await doings[what]() }));
} catch (error) {
  if (!(error instanceof Anthropic.APIError)) throw error;
  console.log(JSON.stringify({ error: { class: error.constructor.name, status: error.status ?? null, type: error.type ?? null, message: error.message } }));
}
