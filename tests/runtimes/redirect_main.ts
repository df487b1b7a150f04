// Has a process POST every kind of body to what redirects with 307; its last argument holds the URL as JSON.
import { createFetch } from "../../mod.ts";

const { process } = globalThis as unknown as { process: { argv: string[]; exit(): void } };
const url: string = JSON.parse(process.argv.at(-1) ?? "");

const platformFetch = globalThis.fetch;
const form = () => {
  const form = new FormData();
  form.append("stream", "true");
  return form;
};
const text = '{"stream":true}';
const headers = { "content-type": "application/json" };
const BODIES: Record<string, () => BodyInit> = {
  text: () => text,
  bytes: () => new TextEncoder().encode(text),
  Blob: () => new Blob([text], { type: "application/json" }),
  FormData: form,
  URLSearchParams: () => new URLSearchParams({ stream: "true" }),
};
const targeted = createFetch({ fetch: platformFetch, targets: () => new URL(url) });
const outcomes: Record<string, string> = {};
for (const [name, make] of Object.entries(BODIES)) {
  const isJson = /text|bytes/.test(name);
  const init = () => ({ method: "POST", body: make(), ...(isJson && { headers }) });
  globalThis.fetch = createFetch({ fetch: platformFetch });
  await add(`${name} of init`, () => fetch(url, init()));
  await add(`${name} of a Request`, () => fetch(new Request(url, init())));
  await add(`${name} of init, aimed`, () => targeted("http://elsewhere.test/", init()));
  await add(`${name} of a Request, aimed`, () => targeted(new Request("http://elsewhere.test/", init())));
  globalThis.fetch = platformFetch;
  await add(`${name} of init, plain`, () => fetch(url, init()));
  await add(`${name} of a Request, plain`, () => fetch(new Request(url, init())));
}
console.log(JSON.stringify(outcomes));
process.exit();

async function add(name: string, call: () => Promise<Response>): Promise<void> {
  try {
    outcomes[name] = await (await call()).text();
  } catch (error) {
    outcomes[name] = `${error} ${(error as Error).cause}`;
  }
}
