import assert from "node:assert/strict";
import type { FetchObserver } from "../../mod.ts";
import { notify } from "../../src/outcome/observer.ts";

const event = { id: "a", method: "GET", url: "http://a.test/", attempt: 1, type: "end", cancelled: false } as const;

Deno.test("notify() calls the observer", () => {
  const told: unknown[] = [];
  notify((event) => told.push(event), event);
  assert.deepEqual(told, [event]);
});

Deno.test("notify() does without an observer", () => notify(undefined, event));

const observers: Record<string, FetchObserver> = {
  "throws": () => {
    throw new Error("observer");
  },
  "throws nothing": () => {
    throw undefined;
  },
  "rejects": () => Promise.reject(new Error("observer")),
  "is an async function that throws": async () => {
    await Promise.resolve();
    throw new Error("observer");
  },
  "returns what is no promise": () => ({ then: 5, catch: null }),
};

for (const [name, observer] of Object.entries(observers)) {
  Deno.test(`notify() survives an observer that ${name}`, async () => {
    notify(observer, event);
    // What goes unhandled would fail this test by the end of the turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
}
