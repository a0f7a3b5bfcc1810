// What Avito's manual shows, done with the fetch of Node.js and nothing else. Says in JSON what came of it.
// node avito-client.mjs <doing> <address> <client id> <client secret> [more]
const [doing, address, clientId, clientSecret, ...more] = process.argv.slice(2);

async function answer(response) {
  const text = await response.text();
  let body = text;
  try {
    body = JSON.parse(text);
  } catch {
    // An answer that is not JSON is told as it came.
  }
  return { status: response.status, body, headers: Object.fromEntries(response.headers) };
}

async function token(fields) {
  return answer(await fetch(`${address}/token`, { method: "POST", body: new URLSearchParams(fields) }));
}

async function signIn() {
  const given = await token({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret });
  const authorization = { Authorization: `Bearer ${given.body.access_token}` };
  const get = async (path) => answer(await fetch(address + path, { headers: authorization }));
  const post = async (path, body) =>
    answer(
      await fetch(address + path, {
        method: "POST",
        headers: body instanceof FormData || body === undefined ? authorization : { ...authorization, "Content-Type": "application/json" },
        body: body instanceof FormData || body === undefined ? body : JSON.stringify(body),
      }),
    );
  return { given, get, post };
}

const doings = {
  async connect() {
    const { given, get, post } = await signIn();
    const self = await get("/core/v1/accounts/self");
    const subscribed = await post("/messenger/v3/webhook", { url: more[0] });
    const subscriptions = await post("/messenger/v1/subscriptions");
    const unsubscribed = await post("/messenger/v1/webhook/unsubscribe", { url: more[0] });
    const after = await post("/messenger/v1/subscriptions");
    return { given, self, subscribed, subscriptions, unsubscribed, after };
  },

  async talk() {
    const { get, post } = await signIn();
    const self = await get("/core/v1/accounts/self");
    const chats = await get(`/messenger/v2/accounts/${self.body.id}/chats?unread_only=true&chat_types=u2i,u2u&limit=100`);
    const id = chats.body.chats[0].id;
    const chat = `chats/${encodeURIComponent(id)}`;
    const messages = await get(`/messenger/v3/accounts/${self.body.id}/${chat}/messages/?limit=50&offset=0`);
    const without = await get(`/messenger/v3/accounts/${self.body.id}/${chat}/messages?limit=50`);
    const sent = await post(`/messenger/v1/accounts/${self.body.id}/${chat}/messages`, { type: "text", message: { text: "Да, продаём. 😀" } });
    const read = await post(`/messenger/v1/accounts/${self.body.id}/${chat}/read`);
    const again = await get(`/messenger/v2/accounts/${self.body.id}/chats?unread_only=true`);
    const one = await get(`/messenger/v2/accounts/${self.body.id}/${chat}`);
    const removed = await post(`/messenger/v1/accounts/${self.body.id}/${chat}/messages/${sent.body.id}`);
    const after = await get(`/messenger/v3/accounts/${self.body.id}/${chat}/messages/`);
    return { self, chats, messages, without, sent, read, again, one, removed, after };
  },

  async picture() {
    const { get, post } = await signIn();
    const user = (await get("/core/v1/accounts/self")).body.id;
    const form = new FormData();
    form.append("uploadfile[]", new Blob([Buffer.from(more[1], "base64")], { type: "image/png" }), "photo.png");
    const uploaded = await post(`/messenger/v1/accounts/${user}/uploadImages`, form);
    const image_id = Object.keys(uploaded.body)[0];
    const sent = await post(`/messenger/v1/accounts/${user}/chats/${encodeURIComponent(more[0])}/messages/image`, { image_id });
    const file = await fetch(uploaded.body[image_id]["1280x960"]);
    return { uploaded, sent, file: Buffer.from(await file.arrayBuffer()).toString("base64") };
  },

  async voice() {
    const { get } = await signIn();
    const user = (await get("/core/v1/accounts/self")).body.id;
    const links = await get(`/messenger/v1/accounts/${user}/getVoiceFiles?voice_ids=${more[0]}`);
    const file = await fetch(links.body.voices_urls[more[0]]);
    return { links, status: file.status, file: Buffer.from(await file.arrayBuffer()).toString("base64") };
  },

  async application() {
    const page = await fetch(
      `${address}/oauth?response_type=code&pro_users_flow=true&client_id=${clientId}&scope=messenger:read,messenger:write&state=s-1`,
      { redirect: "manual" },
    );
    const back = new URL(page.headers.get("location"));
    const client = { client_id: clientId, client_secret: clientSecret };
    const first = await token({ ...client, grant_type: "authorization_code", code: back.searchParams.get("code") });
    const codeAgain = await token({ ...client, grant_type: "authorization_code", code: back.searchParams.get("code") });
    const refresh = { ...client, grant_type: "refresh_token", refresh_token: first.body.refresh_token };
    const both = await Promise.all([token(refresh), token(refresh)]);
    return { back: back.toString(), state: back.searchParams.get("state"), first, codeAgain, both };
  },
};

console.log(JSON.stringify(await doings[doing]()));
