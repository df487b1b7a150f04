import assert from "node:assert/strict";
import { createFetch, type FetchInit, type FetchOptions } from "../mod.ts";
import { certificate } from "./fixtures/certificate.ts";
import { dyingUpstream } from "./fixtures/dying_upstream.ts";
import { breakOff, hang, respond, sse, stall, trickle } from "./fixtures/scripts.ts";
import { type Script, scripted, type Upstream } from "./fixtures/upstream.ts";

// The first attempt never answers; a busy machine gets all the time it needs for the second.
const ttfbTimeout: FetchOptions["ttfbTimeout"] = ({ attempt }) => attempt === 1 ? 100 : 20_000;

/** Fetches what is re-fetched, by default on a client that the test runner misses unless it is closed. */
async function refetch(upstream: Upstream, init: FetchInit = {}, isFresh = true): Promise<Response> {
  const fresh: boolean[] = [];
  const fetch = createFetch({ ttfbTimeout, onEvent: (event) => event.type === "attempt" && fresh.push(event.fresh) });
  try {
    return await fetch(upstream.url, init);
  } finally {
    assert.deepEqual(fresh, [false, isFresh]);
  }
}

/** Only the sanitizers see a client: it is a resource of the test's. */
function leavesNoClient(
  where: string,
  script: Script,
  read: (response: Response) => Promise<unknown>,
  init?: FetchInit,
): void {
  Deno.test({
    name: `createFetch() leaves no client of a re-fetch open where ${where}`,
    sanitizeResources: true,
    async fn() {
      await using upstream = await scripted(hang(), script);
      await read(await refetch(upstream, init));
    },
  });
}

leavesNoClient("its body ends", trickle(["one", "two"], 20), (response) => response.text());

leavesNoClient("its body comes whole", respond("whole"), (response) => response.text());

leavesNoClient("it has no body", respond("", { status: 204 }), (response) => response.text());

leavesNoClient("its body breaks off", breakOff(["one"]), (response) => assert.rejects(response.text()));

leavesNoClient(
  "its body goes stale",
  stall(["one"]),
  (response) => assert.rejects(response.text(), { phase: "stale" }),
  { staleTimeout: 100 },
);

leavesNoClient("its body is cancelled", stall(["one"]), async (response) => await response.body?.cancel());

Deno.test("createFetch() closes the client of a re-fetch when the caller aborts it", async () => {
  await using upstream = await scripted(hang());
  const controller = new AbortController();
  const pending = refetch(upstream, { signal: controller.signal });
  await upstream.received(2);
  controller.abort("left");

  await assert.rejects(pending, (reason) => reason === "left");
});

Deno.test("createFetch() closes the client of each re-fetch when attempts run out", async () => {
  await using upstream = await scripted(hang());
  const fetch = createFetch({ ttfbTimeout: 50, retry: { maxAttempts: 3, ttfbGrowth: 1 } });

  await assert.rejects(fetch(upstream.url), { phase: "ttfb" });
});

Deno.test("createFetch() closes the client of a re-fetch that is re-fetched for its status", async () => {
  await using upstream = await scripted(hang(), respond("busy", { status: 503 }), sse("answer"));
  const fetch = createFetch({ ttfbTimeout, retry: { statusCodes: [503], minDelay: 1 } });
  const response = await fetch(upstream.url);

  assert.equal(await response.text(), "data: answer\n\n");
});

Deno.test("createFetch() keeps the caller's own client on a re-fetch, and leaves it open", async () => {
  const pem = await certificate();
  await using upstream = await dyingUpstream(pem);
  // No other client trusts this certificate.
  using client = Deno.createHttpClient({ caCerts: [pem.cert] });
  const fetch = createFetch({ ttfbTimeout: 100, retry: { maxAttempts: 2, ttfbGrowth: 1 } });
  await (await fetch(`${upstream.url}/die`, { client, ttfbTimeout: false })).text();

  await assert.rejects(fetch(upstream.url, { client }), { phase: "ttfb" });
  assert.deepEqual(upstream.requests.map(({ connection }) => connection), [1, 1, 1]);
  const init = { client, signal: AbortSignal.timeout(50) };
  await assert.rejects(globalThis.fetch(upstream.url, init), { name: "TimeoutError" });
});

Deno.test("createFetch() has the server see the stream of a lost attempt reset, over HTTP/2", async () => {
  const pem = await certificate();
  await using upstream = await dyingUpstream(pem);
  using client = Deno.createHttpClient({ caCerts: [pem.cert] });
  const fetch = createFetch({ ttfbTimeout: 100, retry: false });
  await (await fetch(`${upstream.url}/die`, { client, ttfbTimeout: false })).text();
  await assert.rejects(fetch(upstream.url, { client }), { phase: "ttfb" });

  await upstream.requests.at(-1)?.closed;
  assert.equal(upstream.requests.at(-1)?.version, "2.0");
  assert.equal(upstream.connections, 1);
});

Deno.test("createFetch() makes no client beside a dispatcher of the caller's", async () => {
  await using upstream = await scripted(hang(), sse("answer"));

  await (await refetch(upstream, { dispatcher: {} }, false)).text();
});

Deno.test("createFetch() re-fetches by the pool where no client can be made", async () => {
  await using upstream = await scripted(hang(), sse("answer"));
  const { createHttpClient } = Deno;
  try {
    Deno.createHttpClient = () => {
      throw new Error("No clients left");
    };

    await (await refetch(upstream, {}, false)).text();
  } finally {
    Deno.createHttpClient = createHttpClient;
  }
});
