// OpenAI's own client for JavaScript, doing one thing against a base URL and saying in JSON what came of it.
// node openai-client.mjs <node_modules> <what> <base URL> <key> <model>
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, what, baseURL, apiKey, model] = process.argv.slice(2);
const require = createRequire(join(modules, "resolved-from-here.js"));
const { OpenAI } = require("openai");
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const hello = { model, messages: [{ role: "user", content: "hello" }] };
const weather = {
  model,
  messages: [{ role: "user", content: "What is the weather in Kazan?" }],
  tools: [
    {
      type: "function",
      function: {
        name: "get_weather",
        description: "The weather in a city",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      },
    },
  ],
};

const doings = {
  chat: async () => {
    const completion = await client.chat.completions.create(hello);
    const { message, finish_reason } = completion.choices[0];
    return { text: message.content, role: message.role, finish_reason, object: completion.object, usage: completion.usage };
  },

  stream: async () => {
    const stream = await client.chat.completions.create({ ...hello, stream: true, stream_options: { include_usage: true } });
    let text = "";
    let pieces = 0;
    let finish_reason = null;
    let usage = null;
    for await (const chunk of stream) {
      const choice = chunk.choices[0];
      if (choice?.delta.content) {
        text += choice.delta.content;
        pieces++;
      }
      finish_reason = choice?.finish_reason ?? finish_reason;
      usage = chunk.usage ?? usage;
    }
    return { text, pieces, finish_reason, usage };
  },

  tools: async () => {
    const completion = await client.chat.completions.create(weather);
    const { message, finish_reason } = completion.choices[0];
    return { finish_reason, calls: message.tool_calls };
  },

  streamed_tools: async () => {
    const runner = client.chat.completions.stream(weather);
    const completion = await runner.finalChatCompletion();
    const { message, finish_reason } = completion.choices[0];
    return { finish_reason, calls: message.tool_calls };
  },

  embeddings: async () => {
    const answer = await client.embeddings.create({ model, input: ["hello", "goodbye"] });
    return { vectors: answer.data.map((item) => item.embedding), indexes: answer.data.map((item) => item.index) };
  },

  models: async () => {
    const ids = [];
    for await (const one of client.models.list()) ids.push(one.id);
    return { ids, one: (await client.models.retrieve(model)).id };
  },
};

try {
  console.log(JSON.stringify({ ok: await doings[what]() }));
} catch (error) {
  if (!(error instanceof OpenAI.APIError)) throw error;
  console.log(JSON.stringify({ error: { class: error.constructor.name, status: error.status, code: error.code, type: error.type, message: error.message } }));
}
