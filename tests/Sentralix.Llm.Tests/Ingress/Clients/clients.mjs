// The official clients of Anthropic and OpenAI for JavaScript, doing one thing against a base URL and saying in JSON what came of it.
// node clients.mjs <node_modules> <what> <base URL>
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, what, base] = process.argv.slice(2);
const require = createRequire(join(modules, "resolved-from-here.js"));
const anthropic = () => {
  const { Anthropic } = require("@anthropic-ai/sdk");
  return new Anthropic({ baseURL: base, apiKey: "key", maxRetries: 0 });
};
const openai = () => {
  const { OpenAI } = require("openai");
  return new OpenAI({ baseURL: `${base}/v1`, apiKey: "key", maxRetries: 0 });
};

const ask = {
  model: "everything",
  max_tokens: 1024,
  system: "Кратко",
  thinking: { type: "enabled", budget_tokens: 1024 },
  messages: [{ role: "user", content: "Где заказ?" }],
  tools: [{ name: "order", description: "Заказ", input_schema: { type: "object", properties: { id: { type: "string" } } } }],
};
const input = {
  model: "everything",
  instructions: "Кратко",
  input: "Где заказ?",
  tools: [{ type: "function", name: "order", parameters: { type: "object", properties: { id: { type: "string" } } }, strict: false }],
};

const doings = {
  messages: async () => await anthropic().messages.create(ask),

  messages_stream: async () => {
    const stream = anthropic().messages.stream(ask);
    let text = "";
    stream.on("text", (piece) => (text += piece));
    return { ...(await stream.finalMessage()), heard: text };
  },

  // The next turn of a conversation with tools: what came is sent back as it is.
  messages_loop: async () => {
    const client = anthropic();
    const first = await client.messages.create(ask);
    const results = first.content
      .filter((block) => block.type === "tool_use")
      .map((block) => ({ type: "tool_result", tool_use_id: block.id, content: "в пути" }));
    return await client.messages.create({
      ...ask,
      messages: [...ask.messages, { role: "assistant", content: first.content }, { role: "user", content: results }],
    });
  },

  messages_cut: async () => await anthropic().messages.stream({ ...ask, model: "cut" }).finalMessage(),

  messages_refused: async () => await anthropic().messages.create({ ...ask, tools: [{ type: "web_search_20250305", name: "web_search" }] }),

  responses: async () => await openai().responses.create(input),

  responses_stream: async () => {
    const stream = openai().responses.stream(input);
    const types = [];
    stream.on("event", (event) => types.push(event.type));
    return { ...(await stream.finalResponse()), types };
  },

  responses_loop: async () => {
    const client = openai();
    const first = await client.responses.create(input);
    const results = first.output
      .filter((item) => item.type === "function_call")
      .map((item) => ({ type: "function_call_output", call_id: item.call_id, output: "в пути" }));
    return await client.responses.create({ ...input, input: [{ role: "user", content: "Где заказ?" }, ...first.output, ...results] });
  },

  responses_short: async () => await openai().responses.stream({ ...input, model: "short" }).finalResponse(),

  responses_cut: async () => {
    let last;
    for await (const event of await openai().responses.create({ ...input, model: "cut", stream: true })) last = event;
    return last;
  },

  responses_refused: async () => await openai().responses.create({ ...input, previous_response_id: "resp_1" }),

  completions: async () => await openai().completions.create({ model: "everything", prompt: "Жили-были" }),

  completions_stream: async () => {
    let text = "";
    let usage = null;
    for await (const chunk of await openai().completions.create({
      model: "everything", prompt: "Жили-были", stream: true, stream_options: { include_usage: true },
    })) {
      text += chunk.choices[0]?.text ?? "";
      usage = chunk.usage ?? usage;
    }
    return { text, usage };
  },

  completions_cut: async () => {
    for await (const _ of await openai().completions.create({ model: "cut", prompt: "Жили-были", stream: true }));
  },
};

let said;
try {
  said = { ok: (await doings[what]()) ?? null };
} catch (error) {
  said = { error: { class: error.constructor.name, status: error.status ?? null, type: error.type ?? null, code: error.code ?? error.errorCode ?? null, message: error.message } };
}
process.stdout.write(JSON.stringify(said));
