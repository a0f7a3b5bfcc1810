// Google's own client for JavaScript, doing one thing against a base URL and saying in JSON what came of it.
// node gemini-client.mjs <node_modules> <what> <base URL> <key> <model>
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, what, baseUrl, apiKey, model] = process.argv.slice(2);
const require = createRequire(join(modules, "resolved-from-here.js"));
const { GoogleGenAI, ApiError } = require("@google/genai");
const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });

const hello = { model, contents: "Где заказ ё-7?" };
const tools = [{ functionDeclarations: [{ name: "order", parametersJsonSchema: { type: "object", properties: { id: { type: "string" } } } }, { name: "now" }] }];

const doings = {
  content: async () => {
    const answer = await client.models.generateContent({ ...hello, config: { systemInstruction: "Будь краток.", temperature: 0.5 } });
    return { text: answer.text, finish: answer.candidates[0].finishReason, usage: answer.usageMetadata };
  },

  stream: async () => {
    let text = "";
    const calls = [];
    let finish = null;
    let usage = null;
    for await (const chunk of await client.models.generateContentStream({ ...hello, config: { tools } })) {
      for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
        if (part.functionCall) calls.push({ name: part.functionCall.name, args: part.functionCall.args, signature: part.thoughtSignature ?? null });
        else if (!part.thought) text += part.text;
      }
      finish = chunk.candidates?.[0]?.finishReason ?? finish;
      usage = chunk.usageMetadata ?? usage;
    }
    return { text, calls, finish, usage };
  },

  loop: async () => {
    const chat = client.chats.create({ model, config: { tools } });
    const first = await chat.sendMessage({ message: "Где заказ ё-7?" });
    const message = first.functionCalls.map((call) => ({ functionResponse: { name: call.name, response: { output: "итог" } } }));
    return { text: (await chat.sendMessage({ message })).text };
  },

  unsigned: async () =>
    client.models.generateContent({
      model,
      contents: [
        { role: "user", parts: [{ text: "a" }] },
        { role: "model", parts: [{ functionCall: { name: "now", args: {} } }] },
        { role: "user", parts: [{ functionResponse: { name: "now", response: { output: "b" } } }] },
      ],
    }),

  lonely: async () =>
    client.models.generateContent({ model, contents: [{ role: "user", parts: [{ text: "a" }] }, { role: "model", parts: [{ functionCall: { name: "now", args: {} } }] }, { role: "user", parts: [{ text: "b" }] }] }),

  embeddings: async () => {
    const answer = await client.models.embedContent({ model: "gemini-embedding-001", contents: ["раз", "два"], config: { outputDimensionality: 5 } });
    return { lengths: answer.embeddings.map((embedding) => embedding.values.length) };
  },
};

try {
  console.log(JSON.stringify({ ok: await doings[what]() }));
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  console.log(JSON.stringify({ error: { status: error.status ?? null, message: error.message } }));
}
