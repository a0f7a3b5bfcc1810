// vk-io, a client and receiver of VK by others, driven by commands.
import http from "node:http";
import { freePort, load, serve, settings, tell } from "../Clients/program.mjs";

const { VK, Keyboard } = load("vk-io");
const vk = new VK({
  token: settings.token,
  apiBaseUrl: settings.methods,
  agent: new http.Agent({ keepAlive: true }),
  apiLimit: settings.apiLimit ?? 20,
  apiMode: settings.apiMode ?? "sequential",
  apiWait: 200,
  apiRetryLimit: 20,
  pollingWait: 50,
  pollingGroupId: settings.group,
  webhookSecret: settings.secret,
  webhookConfirmation: settings.confirmation,
});

const { updates } = vk;
updates.on(["message_new", "message_reply", "message_edit"], async (context) => {
  await context.loadMessagePayload();
  tell({
    type: context.type,
    subTypes: context.subTypes,
    text: context.text ?? null,
    peer: context.peerId,
    sender: context.senderId,
    cmid: context.conversationMessageId,
    out: context.isOutbox,
    admin: context.adminAuthorId ?? null,
    payload: context.messagePayload ?? null,
    reply: context.replyMessage?.text ?? null,
    buttons: context.clientInfo?.button_actions ?? null,
    attachments: context.attachments.map((attachment) => ({ type: attachment.type, name: String(attachment), url: attachment.oggUrl ?? attachment.largeSizeUrl ?? attachment.url ?? null })),
    geo: context.hasGeo ? context.geo.coordinates : null,
  });
  if (settings.echo && context.type === "message" && !context.isOutbox) {
    await context.reply(`echo: ${context.text}`, { keyboard: Keyboard.builder().callbackButton({ label: "More", payload: { more: 1 } }).inline() });
  }
});
updates.on("message_event", async (context) => {
  tell({ type: "message_event", id: context.eventId, payload: context.eventPayload, user: context.userId, peer: context.peerId, cmid: context.conversationMessageId });
  if (settings.echo) await context.answer({ type: "show_snackbar", text: "Seen" });
});
updates.on(["message_subscribers", "message_allow", "message_deny"], (context) => tell({ type: context.subTypes[0], user: context.userId, key: context.key ?? null }));
updates.on(["typing"], (context) => tell({ type: context.subTypes[0], from: context.fromId, state: context.isTyping ?? null }));
updates.use((context, next) => (["message_read", "message_reaction_event"].includes(context.subTypes[0] ?? context.type) ? tell({ type: context.subTypes[0], object: context.payload }) : next()));

const source = (name, text) => ({ source: { value: Buffer.from(text), filename: name } });

serve({
  call: ({ method, params }) => vk.api.call(method, params),
  many: ({ count, peer }) =>
    Promise.all(Array.from({ length: count }, (_, i) => vk.api.messages.send({ peer_ids: peer, random_id: i + 1, message: `No ${i + 1}` }))),
  photo: async ({ peer }) => String(await vk.upload.messagePhoto({ peer_id: peer, ...source("cat.jpg", "a cat") })),
  voice: async ({ peer }) => String(await vk.upload.audioMessage({ peer_id: peer, ...source("voice.ogg", "a voice") })),
  document: async ({ peer }) => String(await vk.upload.messageDocument({ peer_id: peer, ...source("bill.pdf", "a bill") })),
  poll: () => updates.startPolling(),
  listen: async ({ path }) => {
    const port = await freePort();
    await updates.startWebhook({ host: "127.0.0.1", port, path });
    return `http://127.0.0.1:${port}${path}`;
  },
});
