// Clients that nobody here wrote, each doing one thing and saying in JSON what came of it.
// node clients.mjs <node_modules> <what> <base URL> …
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, what, baseUrl, second, third] = process.argv.slice(2);
const require = createRequire(join(modules, "resolved-from-here.js"));

// The clients tell people things on standard output.
const say = console.log;
console.info = console.log = console.warn = () => {};

// Sber's own client.
const gigachat = () => {
  const { GigaChat } = require("gigachat");
  return new GigaChat({ baseUrl, authUrl: second, credentials: third, scope: "GIGACHAT_API_PERS", model: "GigaChat", timeout: 20 });
};

const weather = { name: "weather", description: "Погода", parameters: { type: "object", properties: { city: { type: "string" } } } };

const status = async (call) => {
  try {
    await call();
    return 200;
  } catch (error) {
    return error.response?.status ?? String(error);
  }
};

// LangChain's client for YandexGPT, which knows one address only.
const toStandIn = () => {
  const real = globalThis.fetch;
  globalThis.fetch = (address, options) => real(String(address).replace("https://llm.api.cloud.yandex.net/foundationModels/v1", baseUrl), options);
};

const doings = {
  "gigachat-all": async () => {
    const client = gigachat();
    const chat = await client.chat("Привет");
    let text = "";
    let finish = null;
    for await (const chunk of client.stream("Привет")) {
      text += chunk.choices[0]?.delta.content ?? "";
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    const vectors = await client.embeddings(["раз", "два"], "Embeddings");
    const models = await client.getModels();
    const model = await client.getModel("GigaChat");
    const tokens = await client.tokensCount(["раз два три"], "GigaChat");
    return {
      text: chat.choices[0].message.content,
      finish: chat.choices[0].finish_reason,
      usage: chat.usage,
      streamed: text,
      streamFinish: finish,
      vectors: vectors.data.length,
      embedUsage: vectors.data[0].usage.prompt_tokens,
      models: models.data.map((one) => one.id),
      model: model.id,
      tokens: tokens.tokens[0].tokens,
    };
  },

  "gigachat-functions": async () => {
    const client = gigachat();
    const messages = [{ role: "user", content: "Погода?" }];
    const first = (await client.chat({ messages, functions: [weather], function_call: "auto" })).choices[0];
    messages.push(first.message, { role: "function", name: first.message.function_call.name, content: JSON.stringify({ sky: "ясно" }) });
    const second = (await client.chat({ messages, functions: [weather] })).choices[0];
    return { call: first.message.function_call, state: first.message.functions_state_id, finish: first.finish_reason, text: second.message.content };
  },

  "gigachat-files": async () => {
    const client = gigachat();
    const file = await client.uploadFile(new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], "точка.png", { type: "image/png" }));
    const chat = await client.chat({ messages: [{ role: "user", content: "Что здесь?", attachments: [file.id] }] });
    const listed = (await client.getFiles()).data.map((one) => one.id);
    const deleted = await client.deleteFile(file.id);
    return {
      file,
      listed,
      deleted,
      text: chat.choices[0].message.content,
      gone: await status(() => client.chat({ messages: [{ role: "user", content: "?", attachments: [file.id] }] })),
    };
  },

  "gigachat-errors": async () => {
    const client = gigachat();
    return {
      model: await status(() => client.chat({ model: "GigaChat-9", messages: [{ role: "user", content: "?" }] })),
      system: await status(() => client.chat({ messages: [{ role: "user", content: "?" }, { role: "system", content: "!" }] })),
    };
  },

  "langchain-yandex": async () => {
    toStandIn();
    const { ChatYandexGPT, YandexGPTEmbeddings } = require("@langchain/yandex");
    const { HumanMessage, SystemMessage } = require("@langchain/core/messages");
    const settings = { apiKey: second, folderID: third };
    const answer = await new ChatYandexGPT(settings).generate([[new SystemMessage("Кратко."), new HumanMessage("Привет")]]);
    const embeddings = new YandexGPTEmbeddings(settings);
    return {
      text: answer.generations[0][0].text,
      vectors: (await embeddings.embedDocuments(["раз", "два"])).map((vector) => vector.length),
      refused: await new ChatYandexGPT({ ...settings, temperature: 2, maxRetries: 0 }).invoke("?").then(() => "", String),
    };
  },

  // OpenAI's client asks for base64 by itself and decodes whatever comes.
  "openai-embed": async () => {
    const { OpenAI } = require("openai");
    const client = new OpenAI({ baseURL: baseUrl, apiKey: "key", maxRetries: 0 });
    const { data } = await client.embeddings.create({ model: "our-model", input: ["раз", "два"] });
    return { vectors: data.map((one) => Array.from(one.embedding)) };
  },

  // Its runner calls a tool, sends the result and asks again, all by itself.
  "openai-tools": async () => {
    const { OpenAI } = require("openai");
    const client = new OpenAI({ baseURL: baseUrl, apiKey: "key", maxRetries: 0 });
    const seen = [];
    const runner = client.chat.completions.runTools({
      model: "our-model",
      stream: true,
      messages: [{ role: "user", content: "call" }],
      tools: [{ type: "function", function: { ...weather, parse: JSON.parse, function: (given) => (seen.push(given), { sky: "ясно" }) } }],
    });
    return { text: await runner.finalContent(), seen, usage: await runner.totalUsage() };
  },

  // Node's own reading of a signed statement.
  "jwt": async () => {
    const { constants, verify } = await import("node:crypto");
    const [head, claims, signature] = second.split(".");
    const key = Buffer.from(third, "base64").toString();
    return {
      good: verify("sha256", Buffer.from(`${head}.${claims}`), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, Buffer.from(signature, "base64url")),
      head: JSON.parse(Buffer.from(head, "base64url")),
      claims: JSON.parse(Buffer.from(claims, "base64url")),
    };
  },
};

say(JSON.stringify(await doings[what]()));
