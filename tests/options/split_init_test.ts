import assert from "node:assert/strict";
import type { FetchInit } from "../../mod.ts";
import { splitInit } from "../../src/options/split_init.ts";

Deno.test("splitInit() takes out this library's options, and leaves unknown members to the platform", () => {
  const client = {};
  const retry = { maxAttempts: 2 };
  const [platform, own] = splitInit({ method: "POST", body: "a", client, retry, ttfbTimeout: 1, fetch } as FetchInit);

  assert.deepEqual(platform, { method: "POST", body: "a", client });
  assert.equal((platform as FetchInit).client, client);
  assert.deepEqual(own, { retry, ttfbTimeout: 1, fetch });
});

Deno.test("splitInit() returns no options if none are given", () => {
  for (const init of [{}, { method: "POST" }, { ttfbTimeout: undefined }]) assert.equal(splitInit(init)[1], undefined);
});

Deno.test("splitInit() counts false, 0, null and an empty text as given, undefined as not", () => {
  const init = {
    body: null,
    referrer: "",
    method: undefined,
    staleTimeout: 0,
    retry: false,
    hedge: undefined,
  } as const;
  const [platform, own] = splitInit(init);

  assert.deepEqual(platform, { body: null, referrer: "" });
  assert.deepEqual(own, { staleTimeout: 0, retry: false });
});

Deno.test("splitInit() doesn't change its argument", () => {
  const init = Object.freeze({ method: "POST", ttfbTimeout: 1, signal: undefined });
  const before = { ...init };
  splitInit(init);
  assert.deepEqual(init, before);
});

Deno.test("splitInit() finds inherited members and getters, the nearest first", () => {
  class Base {
    method = "PUT";
    get ttfbTimeout() {
      return 1;
    }
    get referrer() {
      return "base";
    }
  }
  class Derived extends Base {
    override get referrer() {
      return "derived";
    }
  }
  const [platform, own] = splitInit(new Derived());

  assert.deepEqual([platform.method, platform.referrer], ["PUT", "derived"]);
  assert.deepEqual(own, { ttfbTimeout: 1 });
});

Deno.test("splitInit() reads a Request's members", () => {
  const { signal } = new AbortController();
  const request = new Request("http://upstream.test/", { method: "POST", headers: { a: "b" }, body: "a", signal });
  const [platform, own] = splitInit(request);

  assert.deepEqual([platform.method, new Headers(platform.headers).get("a")], ["POST", "b"]);
  assert.equal(platform.signal, request.signal);
  assert.equal(platform.body, request.body);
  assert.equal(own, undefined);
});

Deno.test("splitInit() takes an init without a prototype", () => {
  const init = Object.assign(Object.create(null), { method: "POST", ttfbTimeout: 1 });
  assert.deepEqual(splitInit(init), [{ method: "POST" }, { ttfbTimeout: 1 }]);
});

Deno.test("splitInit() takes nothing from Object.prototype", () => {
  assert.deepEqual(Object.keys(splitInit({})[0]), []);
});

Deno.test("splitInit() refuses an AbortController in the place of its signal", () => {
  const controller = new AbortController();
  assert.throws(() => splitInit({ signal: controller as unknown as AbortSignal }), /pass its signal/);
  assert.equal(splitInit({ signal: controller.signal })[0].signal, controller.signal);
});
