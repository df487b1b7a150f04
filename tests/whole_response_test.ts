import assert from "node:assert/strict";
import { createFetch } from "../mod.ts";
import { json } from "./fixtures/scripts.ts";
import { scripted } from "./fixtures/upstream.ts";

// What else can be done with a small answer, tests/runtimes/reading_cases.ts shows on all runtimes.
const READINGS: Record<string, (response: Response) => Promise<unknown> | undefined> = {
  "text()": (response) => response.text(),
  "json()": (response) => response.json(),
  "bytes()": (response) => response.bytes(),
  "a clone's text()": (response) => response.clone().text(),
  "a reader": (response) => response.body?.getReader().read(),
};

for (const [name, read] of Object.entries(READINGS)) {
  Deno.test(`createFetch() has ${name} of a small answer reject once the caller aborts`, async () => {
    await using upstream = await scripted(json({ a: 1 }));
    const controller = new AbortController();
    const response = await createFetch()(upstream.url, { signal: controller.signal });
    controller.abort("mine");

    await assert.rejects(async () => await read(response), (reason) => reason === "mine");
  });
}

Deno.test("createFetch() leaves no listener on the caller's signal for a small answer", async () => {
  await using upstream = await scripted(json({ a: 1 }));
  const { signal } = new AbortController();
  let listeners = 0;
  for (const [method, change] of [["addEventListener", 1], ["removeEventListener", -1]] as const) {
    const original = signal[method].bind(signal) as (...args: unknown[]) => void;
    Object.defineProperty(signal, method, { value: (...args: unknown[]) => (listeners += change, original(...args)) });
  }
  await createFetch()(upstream.url, { signal });

  assert.equal(listeners, 0);
});
