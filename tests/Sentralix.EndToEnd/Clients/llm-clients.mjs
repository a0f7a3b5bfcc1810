// Clients of other people for JavaScript, each doing all it can against the platform, and saying in JSON what came of each thing.
// node llm-clients.mjs <node_modules> <client> <host> <key> <models: JSON>
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, client, host, key, given] = process.argv.slice(2);
const models = JSON.parse(given);
const require = createRequire(join(modules, "resolved-from-here.js"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

const question = "Где мой заказ?";
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

const openai = async () => {
  const { OpenAI, toFile } = require("openai");
  const at = (apiKey = key) => new OpenAI({ baseURL: `${host}llm/v1`, apiKey, maxRetries: 0 });
  const messages = [{ role: "user", content: question }];
  const tools = [{ type: "function", function: { name: "get_weather", description: "The weather", parameters: schema } }];
  return {
    chat: async () => {
      const answer = await at().chat.completions.create({ model: models.good, messages });
      return { text: answer.choices[0].message.content, usage: answer.usage };
    },
    stream: async () => {
      let [text, usage] = ["", null];
      for await (const chunk of await at().chat.completions.create({ model: models.good, messages, stream: true, stream_options: { include_usage: true } })) {
        text += chunk.choices[0]?.delta.content ?? "";
        usage = chunk.usage ?? usage;
      }
      return { text, usage };
    },
    // The helper throws where an id changes, a chunk is out of order, or the end is missing.
    helper: async () => {
      const answer = await at().chat.completions.stream({ model: models.good, messages, tools }).finalChatCompletion();
      return { finish_reason: answer.choices[0].finish_reason, calls: answer.choices[0].message.tool_calls };
    },
    cut: async () => {
      let text = "";
      for await (const chunk of await at().chat.completions.create({ model: models.cut, messages, stream: true })) text += chunk.choices[0]?.delta.content ?? "";
      return { text };
    },
    // The client asks for base64 by itself, and decodes whatever comes.
    embeddings: async () => (await at().embeddings.create({ model: models.good, input: ["раз", "два"] })).data.map((one) => one.embedding),
    embeddings_float: async () =>
      (await at().embeddings.create({ model: models.good, input: ["раз", "два"], encoding_format: "float" })).data.map((one) => one.embedding),
    models: async () => {
      const ids = [];
      for await (const one of at().models.list()) ids.push(one.id);
      return { ids, one: (await at().models.retrieve(models.good)).id };
    },
    responses: async () => {
      const answer = await at().responses.create({ model: models.good, input: question });
      return { text: answer.output_text, status: answer.status, usage: answer.usage };
    },
    responses_stream: async () => {
      const stream = at().responses.stream({ model: models.good, input: question });
      const types = [];
      stream.on("event", (event) => types.push(event.type));
      const answer = await stream.finalResponse();
      return { text: answer.output_text, status: answer.status, types };
    },
    files: async () => {
      const text = "{}\n".repeat(1000);
      const made = await at().files.create({ file: await toFile(Buffer.from(text), "запросы.jsonl"), purpose: "batch", expires_after: { anchor: "created_at", seconds: 7200 } });
      const ready = await at().files.waitForProcessing(made.id);
      const listed = [];
      for await (const one of at().files.list({ purpose: "batch", limit: 1 })) listed.push(one.id);
      const content = await (await at().files.content(made.id)).text();
      const deleted = await at().files.delete(made.id);
      return { made, ready: ready.status, listed: listed.includes(made.id), same: content === text, deleted: deleted.deleted };
    },
    batches: async () => {
      const client = at();
      const line = (id, body) => JSON.stringify({ custom_id: id, method: "POST", url: "/v1/chat/completions", body });
      const lines = [line("one", { model: models.good, messages }), line("two", { model: models.good, messages, tools }), line("lost", { model: "no-such-model", messages })];
      const input = await client.files.create({ file: await toFile(Buffer.from(lines.join("\n")), "in.jsonl"), purpose: "batch" });
      let batch = await client.batches.create({ input_file_id: input.id, endpoint: "/v1/chat/completions", completion_window: "24h", metadata: { night: "7" } });
      const begun = batch.status;
      while (["validating", "in_progress", "finalizing"].includes(batch.status)) {
        await new Promise((done) => setTimeout(done, 100));
        batch = await client.batches.retrieve(batch.id);
      }
      const read = async (file) => (await (await client.files.content(file)).text()).trim().split("\n").map((text) => JSON.parse(text));
      const listed = [];
      for await (const one of client.batches.list({ limit: 1 })) listed.push(one.id);
      return { begun, batch, output: await read(batch.output_file_id), errors: await read(batch.error_file_id), listed: listed.includes(batch.id) };
    },
    cancelled_batch: async () => {
      const client = at();
      const text = JSON.stringify({ custom_id: "one", method: "POST", url: "/v1/chat/completions", body: { model: models.busy, messages } });
      const input = await client.files.create({ file: await toFile(Buffer.from(text), "in.jsonl"), purpose: "batch" });
      let batch = await client.batches.create({ input_file_id: input.id, endpoint: "/v1/chat/completions", completion_window: "24h" });
      batch = await client.batches.cancel(batch.id);
      const cancelling = batch.status;
      while (batch.status === "cancelling") {
        await new Promise((done) => setTimeout(done, 100));
        batch = await client.batches.retrieve(batch.id);
      }
      return { cancelling, status: batch.status };
    },
    unknown_batch: async () => await at().batches.retrieve("batch_00000000000000000000000000"),
    unknown_file: async () => await at().files.retrieve("file_00000000000000000000000000"),
    busy: async () => await at().chat.completions.create({ model: models.busy, messages }),
    down: async () => await at().chat.completions.create({ model: models.down, messages }),
    unknown_key: async () => await at("sx_live_nobody_ever_made_this_key_0123").chat.completions.create({ model: models.good, messages }),
    unknown_model: async () => await at().chat.completions.create({ model: "no-such-model", messages }),
  };
};

const anthropic = async () => {
  const { Anthropic } = require("@anthropic-ai/sdk");
  const at = (apiKey = key) => new Anthropic({ baseURL: `${host}llm`, apiKey, maxRetries: 0 });
  const ask = (model) => ({ model, max_tokens: 300, messages: [{ role: "user", content: question }] });
  const tools = [{ name: "get_weather", description: "The weather", input_schema: schema }];
  return {
    message: async () => {
      const answer = await at().messages.create(ask(models.good));
      return { text: answer.content[0].text, stop_reason: answer.stop_reason, usage: answer.usage };
    },
    stream: async () => {
      const stream = at().messages.stream(ask(models.good));
      let heard = "";
      stream.on("text", (piece) => (heard += piece));
      const answer = await stream.finalMessage();
      return { text: answer.content[0].text, heard, stop_reason: answer.stop_reason, usage: answer.usage };
    },
    tools: async () => {
      const answer = await at().messages.stream({ ...ask(models.good), tools }).finalMessage();
      return { stop_reason: answer.stop_reason, call: answer.content.find((block) => block.type === "tool_use") };
    },
    // The next turn: what came is sent back as it is, with its result.
    tool_result: async () => {
      const first = await at().messages.create({ ...ask(models.good), tools });
      const results = first.content.filter((block) => block.type === "tool_use").map((block) => ({ type: "tool_result", tool_use_id: block.id, content: "снег" }));
      const answer = await at().messages.create({
        ...ask(models.good),
        messages: [{ role: "user", content: question }, { role: "assistant", content: first.content }, { role: "user", content: results }],
      });
      return { text: answer.content[0].text };
    },
    count: async () => {
      const short = await at().messages.countTokens({ model: models.good, messages: ask(models.good).messages });
      const long = await at().messages.countTokens({ model: models.good, tools, messages: [{ role: "user", content: question.repeat(100) }] });
      return { short: short.input_tokens, long: long.input_tokens };
    },
    count_unknown_model: async () => await at().messages.countTokens({ model: "no-such-model", messages: ask(models.good).messages }),
    bearer: async () => (await new Anthropic({ baseURL: `${host}llm`, apiKey: null, authToken: key, maxRetries: 0 }).messages.create(ask(models.good))).content[0].text,
    cut: async () => await at().messages.stream(ask(models.cut)).finalMessage(),
    busy: async () => await at().messages.create(ask(models.busy)),
    down: async () => await at().messages.create(ask(models.down)),
    unknown_key: async () => await at("sx_live_nobody_ever_made_this_key_0123").messages.create(ask(models.good)),
    unknown_model: async () => await at().messages.create(ask("no-such-model")),
  };
};

const ai = async () => {
  const { createOpenAICompatible } = await load("@ai-sdk/openai-compatible");
  const { generateText, streamText, embedMany, tool, jsonSchema } = await load("ai");
  const provider = createOpenAICompatible({ name: "sentralix", baseURL: `${host}llm/v1`, apiKey: key, includeUsage: true });
  const tools = { get_weather: tool({ description: "The weather", inputSchema: jsonSchema(schema) }) };
  const usageOf = (usage) => ({ input: usage.inputTokens, output: usage.outputTokens });
  return {
    generate: async () => {
      const answer = await generateText({ model: provider(models.good), prompt: question, maxRetries: 0 });
      return { text: answer.text, finish: answer.finishReason, usage: usageOf(answer.usage) };
    },
    stream: async () => {
      const answer = streamText({ model: provider(models.good), prompt: question, maxRetries: 0 });
      let [text, pieces] = ["", 0];
      for await (const piece of answer.textStream) {
        text += piece;
        pieces++;
      }
      return { text, pieces, finish: await answer.finishReason, usage: usageOf(await answer.usage) };
    },
    tools: async () => {
      const answer = await generateText({ model: provider(models.good), prompt: question, tools, maxRetries: 0 });
      return { finish: answer.finishReason, calls: answer.toolCalls.map(({ toolName, input }) => ({ toolName, input })) };
    },
    embed: async () => (await embedMany({ model: provider.embeddingModel(models.good), values: ["раз", "два"], maxRetries: 0 })).embeddings,
    busy: async () => await generateText({ model: provider(models.busy), prompt: question, maxRetries: 0 }),
  };
};

const told = (error) => ({
  class: error.constructor.name,
  status: error.status ?? error.statusCode ?? null,
  type: error.type ?? error.error?.error?.type ?? null,
  code: error.code ?? null,
  body: error.error ?? null,
  retry_after: error.headers?.get?.("retry-after") ?? error.responseHeaders?.["retry-after"] ?? null,
  should_retry: error.headers?.get?.("x-should-retry") ?? null,
  message: error.message,
});

const said = {};
for (const [name, check] of Object.entries(await { openai, anthropic, ai }[client]())) {
  try {
    said[name] = { ok: (await check()) ?? null };
  } catch (error) {
    said[name] = { error: told(error) };
  }
}
process.stdout.write(JSON.stringify(said));
