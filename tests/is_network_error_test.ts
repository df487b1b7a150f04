import assert from "node:assert/strict";
import { isNetworkError } from "../src/is_network_error.ts";
import { redirect, reset } from "./fixtures/scripts.ts";
import { scripted } from "./fixtures/upstream.ts";

Deno.test("isNetworkError() knows what this runtime's fetch rejects with", async () => {
  await using upstream = await scripted(reset());
  const { url } = upstream;
  for (const address of [url, "http://127.0.0.1:1/", "http://name.invalid/"]) {
    assert.equal(isNetworkError(await fetch(address).catch((error) => error)), true, address);
  }
});

for (
  const [name, error] of [
    ["a TypeError", new TypeError("fetch failed")],
    ["an error with a code, as Bun's", Object.assign(new Error("closed"), { code: "ConnectionClosed" })],
    [
      "an unknown host of such a name, as Node's",
      new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND redirect.invalid") }),
    ],
    ["an error whose cause cannot be made text", new TypeError("fetch failed", { cause: Object.create(null) })],
    ["an error that is marked retryable, as workerd's", Object.assign(new Error("lost"), { retryable: true })],
  ] as const
) {
  Deno.test(`isNetworkError() takes ${name} for a failure of the network`, () =>
    assert.equal(isNetworkError(error), true));
}

Deno.test("isNetworkError() knows a redirect that this runtime's fetch refuses from a broken connection", async () => {
  await using upstream = await scripted(redirect("/redirect"));
  const { url } = upstream;
  for (const mode of ["error", "follow"] as const) {
    assert.equal(isNetworkError(await fetch(url, { redirect: mode }).catch((error) => error)), false, mode);
  }
  assert.equal(isNetworkError(await fetch("http://name.invalid/redirect").catch((error) => error)), true);
});

for (
  const [name, error] of [
    ["another error", new Error("a bug")],
    ["a RangeError", new RangeError("a bug")],
    ["an abort", new DOMException("aborted", "AbortError")],
    ["a timeout", new DOMException("timed out", "TimeoutError")],
    ["a text", "network"],
    ["undefined", undefined],
    ["null", null],
    ["an error that is marked not retryable", Object.assign(new Error("lost"), { retryable: false })],
  ] as const
) {
  Deno.test(`isNetworkError() does not take ${name} for a failure of the network`, () =>
    assert.equal(isNetworkError(error), false));
}
