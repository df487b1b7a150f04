import assert from "node:assert/strict";
import { createProxy, type ProxyOptions } from "../../edge/create_proxy.ts";
import type { FetchOptions } from "../../mod.ts";
import { breakOff, hang, json } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const A = "https://a.example";
const tokens = ["token"];
const one = { url: A, authorization: "Bearer planted" };

const mistakes: Record<string, [unknown, RegExp]> = {
  "no options": [undefined, /options: expected an object, got undefined$/],
  "no upstreams": [{}, /upstreams: expected a base URL, or an object of them by name, got undefined$/],
  "an object without upstreams": [{ upstreams: {} }, /upstreams: expected at least one, got none$/],
  "a number of upstreams": [{ upstreams: 5 }, /upstreams: expected a base URL, or an object .*, got 5$/],
  "upstreams without names": [
    { upstreams: [A, A] },
    /upstreams: expected a base URL, or an object .*, got type array$/,
  ],
  "an empty list": [{ upstreams: { a: [] } }, /upstreams.a: expected at least one, got none$/],
  "a list without a valid URL": [
    { upstreams: { a: [A, "planted"] } },
    /upstreams.a: expected an http: or https: URL .*, got type string$/,
  ],
  "a URL with credentials": [{ upstreams: "https://user:planted@a.example" }, /upstreams: expected .* without user/],
  "an upstream without a URL": [{ upstreams: { a: {} } }, /upstreams.a: expected an http: .*, got undefined$/],
  "an upstream that is none": [{ upstreams: { a: null } }, /upstreams.a: expected an http: .*, got null$/],
  "a header that can't hold credentials": [
    { upstreams: { a: { url: A, headers: { host: "planted" } } }, tokens },
    /upstreams.a.headers: expected names of headers that can hold credentials, got host$/,
  ],
  "a header given twice": [
    { upstreams: { a: { ...one, headers: { Authorization: "planted" } } }, tokens },
    /upstreams.a: expected each header once, got one of them several times$/,
  ],
  "credentials that aren't a header's value": [
    { upstreams: { a: { url: A, headers: { "x-api-key": "plan\nted" } } }, tokens },
    /upstreams.a.headers: expected the value of a header, .*, got type string$/,
  ],
  "headers without tokens": [
    { upstreams: { a: { url: A, headers: { "x-api-key": "planted" } } } },
    /expected tokens too/,
  ],
  "a misspelled member of an upstream": [
    { upstreams: { a: { url: A, authorisation: "planted" } } },
    /upstreams.a: expected url, authorization and headers, got authorisation$/,
  ],
  "an origin that isn't a list": [
    { upstreams: A, allowedOrigins: A },
    /allowedOrigins: expected a list of origins, .*, got type string$/,
  ],
  "an origin with a path": [
    { upstreams: A, allowedOrigins: [`${A}/`] },
    /allowedOrigins: expected .*, got type array$/,
  ],
  "a log that isn't a function": [{ upstreams: A, log: "planted" }, /log: expected a function, got type string$/],
  "an onBreaker that isn't a function": [{ upstreams: A, onBreaker: 5 }, /onBreaker: expected a function, got 5$/],
  "a token that cannot be sent": [
    { upstreams: A, tokens: ["planted planted"] },
    /tokens: expected .*, got type array/,
  ],
  "a token that isn't a list": [{ upstreams: A, tokens: "planted" }, /tokens: expected .*, got type string/],
  "the credentials of one upstream without tokens": [
    { upstreams: { a: [A, one] } },
    /authorization: expected tokens .*, got none$/,
  ],
  "the credentials of all without tokens": [{ upstreams: A, authorization: "Bearer planted" }, /expected tokens/],
  "an authorization that isn't a header's value": [
    { upstreams: { a: { url: A, authorization: "planted\n" } }, tokens },
    /authorization: expected the value of a header, .*, got type string$/,
  ],
  "credentials for upstreams of several origins": [
    { upstreams: { a: [A, "https://b.example"] }, authorization: "Bearer planted", tokens },
    /authorization: expected upstreams of one origin/,
  ],
  "credentials that aren't text": [
    { upstreams: { a: { url: A, authorization: 5 } }, tokens },
    /authorization: expected the value of a header, .*, got 5$/,
  ],
  "half a failure": [
    { upstreams: A, breaker: { failures: 0.5 } },
    /breaker.failures: expected an integer ≥ 0, got 0.5/,
  ],
  "an invalid breaker": [
    { upstreams: A, breaker: "planted" },
    /breaker: expected an object or false, got type string$/,
  ],
  "a list of breakers": [{ upstreams: A, breaker: [5] }, /breaker: expected an object or false, got type array$/],
  "true for a breaker": [{ upstreams: A, breaker: true }, /breaker: expected an object or false, got true$/],
  "invalid fetch options": [{ upstreams: A, fetch: null }, /fetch: expected an object, got null$/],
  "a fetch in the place of its options": [{ upstreams: A, fetch }, /fetch: expected an object, got type function$/],
  "a fetch that isn't a function": [{ upstreams: A, fetch: { fetch: 5 } }, /fetch.fetch: expected a function, got 5$/],
  "a target beside the upstreams": [
    { upstreams: A, fetch: { targets: () => new URL("https://b.example") } },
    /fetch.targets: expected none, since upstreams decide where requests go, got type function$/,
  ],
  "an invalid cutoff": [{ upstreams: A, fetch: { ttfbTimeout: NaN } }, /ttfbTimeout: expected .*, got NaN$/],
  "an invalid time": [{ upstreams: A, breaker: { openFor: NaN } }, /breaker.openFor: expected .*, got NaN/],
};
for (const [what, [options, message]] of Object.entries(mistakes)) {
  Deno.test(`createProxy() refuses ${what}`, () => {
    assert.throws(() => createProxy(options as ProxyOptions), (error) => {
      assert.ok(error instanceof TypeError || error instanceof RangeError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /planted/);
      return true;
    });
  });
}

Deno.test("createProxy() doesn't accept a type of options that may hold targets", () => {
  const fetch: FetchOptions = {};
  // @ts-expect-error: they could send requests, and the credentials put into them, to where no upstream is
  assert.ok(createProxy({ upstreams: A, fetch }));
});

Deno.test("createProxy() takes the origins of pages, extensions and apps", () => {
  const allowedOrigins = ["https://app.example:8443", "chrome-extension://abcdef", "capacitor://localhost"];
  assert.ok(createProxy({ upstreams: A, allowedOrigins, log() {} }));
});

Deno.test("createProxy() passes on the breaker of each upstream in a list", () => {
  const keys: string[] = [];
  createProxy({
    upstreams: { a: [A, "https://b.example/v1"], c: "https://c.example" },
    onBreaker: (key) => keys.push(key),
    log() {},
  });

  assert.deepEqual(keys, ["a/0 a.example", "a/1 b.example"]);
});

Deno.test("createProxy() skips an upstream that other proxies reported", async () => {
  await using first = await scripted(json({ from: "first" }));
  await using second = await scripted(json({ from: "second" }));
  const app = createProxy({
    upstreams: { a: [first.url, second.url] },
    onBreaker: (key, breaker) => key.startsWith("a/0 ") && breaker.open(Date.now() + 60_000),
    log() {},
  });

  const response = await app.request("/a/x");

  assert.deepEqual(await response.json(), { from: "second" });
  assert.equal(first.requests.length, 0);
});

Deno.test("createProxy() answers a bug with 500, and reports it without its message", async () => {
  await using upstream = await scripted(json({}));
  using reports = captured();
  const app = createProxy({
    upstreams: upstream.url,
    fetch: {
      guard() {
        throw new TypeError("planted");
      },
    },
    log() {},
  });

  for (const init of [{}, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }]) {
    const response = await app.request("/x", init);
    const text = await response.text();

    assert.equal(response.status, 500);
    assert.equal(JSON.parse(text).error.code, "internal_error");
    assert.doesNotMatch(text, /planted/);
  }

  assert.equal(reports.lines.length, 2);
  for (const line of reports.lines) {
    assert.match(line, /^Proxy failed with TypeError\n\s+at .*create_proxy_test\.ts/);
    assert.doesNotMatch(line, /planted/);
  }
  assert.equal(upstream.requests.length, 0);
});

Deno.test("createProxy() reports no bug for a failing upstream", async () => {
  await using upstream = await scripted(hang(), breakOff(["data: 1\n\n"]));
  using reports = captured();
  const app = createProxy({ upstreams: upstream.url, fetch: { ttfbTimeout: 50, retry: false }, log() {} });

  const first = await app.request("/x");
  await first.text();
  const second = await app.request("/x");
  await assert.rejects(second.text());

  assert.deepEqual([first.status, second.status], [504, 200]);
  assert.deepEqual(reports.lines, []);
});

Deno.test("createProxy() answers even if its log throws", async () => {
  await using upstream = await scripted(json({}));
  const log = () => {
    throw new Error("No more lines");
  };

  const response = await createProxy({ upstreams: upstream.url, log }).request("/x");

  assert.deepEqual([response.status, await response.json()], [200, {}]);
});

/** Takes what is written to the console as an error, until disposed of. */
function captured(): Disposable & { readonly lines: string[] } {
  const lines: string[] = [];
  const { error } = console;
  console.error = (line: string) => lines.push(line);
  return {
    lines,
    [Symbol.dispose]() {
      console.error = error;
    },
  };
}

Deno.test("createProxy() cancels the upload of a request with a malformed Connection header", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(5)),
    cancel: () => cancelled.resolve(),
  });
  const headers = { "transfer-encoding": "chunked", connection: "b@d" };
  const request = new Request("http://proxy/", { ...{ method: "POST", body, duplex: "half" } as RequestInit, headers });

  const response = await createProxy({ upstreams: "http://127.0.0.1:9", log() {} }).fetch(request);

  assert.equal(response.status, 400);
  await cancelled.promise;
});
