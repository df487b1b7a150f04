import assert from "node:assert/strict";
import { createFetch, type Fetch } from "../../mod.ts";
import { answers, fakeFetch, rejects } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";
const retry = { minDelay: 0, maxDelay: 0 };
const reset = () => rejects(new TypeError("reset"));

Deno.test("createFetch() keeps the shape of headers, in a new copy for each attempt", async () => {
  const shapes: HeadersInit[] = [{ "X-B": "1", "x-a": "2" }, [["X-B", "1"], ["x-a", "2"]], new Headers({ "x-a": "2" })];
  for (const headers of shapes) {
    const underneath = fakeFetch(reset(), answers("a"));

    await (await createFetch({ fetch: underneath, retry })(UPSTREAM, { headers })).text();

    const [first, second] = underneath.calls.map(({ init }) => init.headers);
    const entries = (given?: HeadersInit) => [...new Headers(given)];
    assert.deepEqual([entries(first), entries(second)], [entries(headers), entries(headers)]);
    assert.deepEqual(Object.keys(first ?? {}), Object.keys(headers));
    assert.ok(first !== headers && first !== second);
    assert.equal(Object.getPrototypeOf(first), Object.getPrototypeOf(headers));
  }
});

Deno.test("createFetch() lets a wrapper add a header once per attempt", async () => {
  const sent: (string | null)[] = [];
  const underneath = fakeFetch(({ init }) => {
    const headers = init.headers as Headers;
    headers.append("cookie", "a=1");
    sent.push(headers.get("cookie"));
    if (sent.length < 3) throw new TypeError("reset");
    return new Response("a");
  });

  await (await createFetch({ fetch: underneath, retry })(UPSTREAM, { headers: new Headers() })).text();

  assert.deepEqual(sent, ["a=1", "a=1", "a=1"]);
});

Deno.test("createFetch() serves a fetch that takes a Request alone, with a signal in it", async () => {
  const aborted: AbortSignal[] = [];
  let calls = 0;
  const fetch = createFetch({
    ttfbTimeout: 20,
    fetch: async (request) => {
      assert.ok(request instanceof Request);
      aborted.push(request.signal);
      if (++calls === 1) return await new Promise(() => {});
      return new Response(`${request.method} ${request.headers.get("x-a")} ${await request.text()}`);
    },
    guard: () => true,
  });

  const response = await fetch(new Request(UPSTREAM, { method: "POST", headers: { "x-a": "1" }, body: "body" }));

  assert.equal(await response.text(), "POST 1 body");
  assert.deepEqual([calls, aborted[0]?.aborted, aborted[1]?.aborted], [2, true, false]);
});

Deno.test("createFetch() has a signer underneath sign each attempt anew", async () => {
  const signatures: (string | null)[] = [];
  const signing = (input: string | URL | Request, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `AWS4-HMAC-SHA256 Signature=${signatures.length}`);
    signatures.push(headers.get("authorization"));
    return Promise.resolve(signatures.length < 3 ? Response.error() : new Response(`${input}${init.method}`)).then(
      (response) => response.type === "error" ? Promise.reject(new TypeError("reset")) : response,
    );
  };

  await (await createFetch({ fetch: signing, retry })(UPSTREAM, { headers: { "x-a": "1" } })).text();

  assert.equal(new Set(signatures).size, 3);
});

Deno.test("createFetch() dispatches a keepalive request in the turn of the call, whatever its body", () => {
  for (const body of ["text", new Blob(["{}"], { type: "application/json" }), new URLSearchParams("a=1")]) {
    const underneath = fakeFetch(answers("a"));

    const pending = createFetch({ fetch: underneath })(UPSTREAM, { method: "POST", body, keepalive: true });

    assert.equal(underneath.calls.length, 1);
    pending.then((response) => response.body?.cancel());
  }
});

Deno.test("createFetch() dispatches in the turn of the call if it needn't read the body", () => {
  const inits: RequestInit[] = [{}, { method: "POST", body: "{}" }, { method: "POST", body: new Uint8Array(3) }];
  for (const init of inits) {
    const underneath = fakeFetch(answers("a"));

    const pending = createFetch({ fetch: underneath })(UPSTREAM, init);

    assert.equal(underneath.calls.length, 1);
    pending.then((response) => response.body?.cancel());
  }
});

Deno.test("createFetch() forwards a navigation unchanged, since any init would change its mode", async () => {
  const underneath = fakeFetch(answers("page"));
  const request = new Request(UPSTREAM);
  Object.defineProperty(request, "mode", { value: "navigate" });

  await (await createFetch({ fetch: underneath })(request)).text();

  assert.strictEqual(underneath.calls[0]?.input, request);
  assert.deepEqual(underneath.calls[0]?.init, {});
});

Deno.test("createFetch() put in place of its own fetch throws at the first call, with the fix", async () => {
  const { fetch: platform } = globalThis;
  try {
    globalThis.fetch = createFetch() as typeof fetch;
    await assert.rejects(fetch(UPSTREAM), /createFetch\(\{ fetch: globalThis\.fetch \}\)/);
  } finally {
    globalThis.fetch = platform;
  }
});

const WRAPPERS: Record<string, (inner: Fetch) => typeof fetch> = {
  "a wrapper": (inner) => (input, init) => inner(input, init),
  "an async wrapper": (inner) => async (input, init) => await inner(input, { ...init, keepalive: false }),
};

for (const [name, wrap] of Object.entries(WRAPPERS)) {
  for (const method of ["GET", "POST"]) {
    Deno.test(`createFetch() called by ${name} in place of its own fetch throws at the first ${method}`, async () => {
      const { fetch: platform } = globalThis;
      let calls = 0;
      const wrapped = wrap(createFetch());
      try {
        globalThis.fetch = (input, init) => ++calls > 100 ? Promise.reject(new Error("no end")) : wrapped(input, init);
        await assert.rejects(fetch(UPSTREAM, { method }), /createFetch\(\{ fetch: globalThis\.fetch \}\)/);
      } finally {
        globalThis.fetch = platform;
      }
    });
  }
}

Deno.test("createFetch() may be called by the fetch underneath, as one that renews a token does", async () => {
  const underneath = fakeFetch(answers("", { status: 401 }), answers("token"), answers("page"));
  const fetch = createFetch({
    async fetch(input, init) {
      const response = await underneath(input, init);
      if (response.status !== 401) return response;
      await (await fetch("http://upstream.test/token", { signal: init?.signal })).text();
      return await fetch(input, init);
    },
  });

  assert.equal(await (await fetch(UPSTREAM)).text(), "page");
});
