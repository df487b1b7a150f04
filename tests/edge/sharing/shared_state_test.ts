import assert from "node:assert/strict";
import { SharedState } from "../../../edge/sharing/shared_state.ts";
import { fakeClock } from "../../fixtures/clock.ts";

interface Answer {
  readonly cursor: string;
  readonly entries: readonly Record<string, unknown>[];
}

const sample = (elapsed: number) => ({ type: "sample", key: "https://a.example", elapsed, answered: true });
const breaker = (openFor: number, key = "one/0", since = 0) => ({ type: "breaker", key, openFor, since });

Deno.test("SharedState passes on the entries of one isolate to the others, once", async () => {
  const state = new SharedState();
  await ask(state, { entries: [sample(1), breaker(500)] });

  const first = await ask(state, { from: "two" });
  const second = await ask(state, { from: "two", cursor: first.cursor });
  const own = await ask(state, {});

  assert.deepEqual(first.entries.map(({ type }) => type), ["breaker", "sample"]);
  assert.deepEqual([second.entries, own.entries], [[], []]);
});

Deno.test("SharedState passes on the last change of a breaker, less the time it was kept", async () => {
  using clock = fakeClock();
  const state = new SharedState();
  await ask(state, { entries: [breaker(1_000), breaker(3_000), breaker(0, "one/1"), breaker(500, "one/2")] });

  clock.tick(1_000);

  const { entries } = await ask(state, { from: "two" });
  assert.deepEqual(entries, [breaker(2_000, "one/0", 1_000), breaker(0, "one/1", 1_000)]);
});

Deno.test("SharedState forgets after ten minutes", async () => {
  using clock = fakeClock();
  const state = new SharedState();
  await ask(state, { entries: [sample(1), breaker(0)] });

  clock.tick(600_000);

  assert.deepEqual((await ask(state, { from: "two" })).entries, []);
});

Deno.test("SharedState keeps the last samples and breakers, each with its own limit", async () => {
  const state = new SharedState();
  const entries = [breaker(0), ...Array.from({ length: 600 }, (_, index) => sample(index))];
  await ask(state, { entries });
  await ask(state, { entries: Array.from({ length: 300 }, (_, index) => breaker(0, `two/${index}`)) });

  const told = (await ask(state, { from: "two" })).entries;

  assert.equal(told.filter(({ type }) => type === "breaker").length, 256);
  assert.deepEqual(told.filter(({ type }) => type === "sample").at(-1), sample(599));
  assert.equal(told.length, 256 + 512);
});

Deno.test("SharedState sends all entries to an isolate with a cursor from before its restart", async () => {
  const state = new SharedState();
  await ask(state, { entries: [sample(1)] });

  const { entries } = await ask(state, { from: "two", cursor: "earlier 99" });

  assert.deepEqual(entries, [sample(1)]);
});

Deno.test("SharedState drops unknown entries", async () => {
  const state = new SharedState();
  const strange = [
    null,
    "x",
    { type: "model", key: "x", share: 1 },
    { ...sample(1), elapsed: -1 },
    { ...sample(1), elapsed: "1" },
    { ...sample(1), elapsed: 1e9 },
    { ...sample(1), answered: 1 },
    { ...sample(1), key: "" },
    { ...sample(1), key: "x".repeat(301) },
    { ...breaker(1), openFor: null },
    { ...breaker(1), since: undefined },
  ];
  await ask(state, { entries: [...strange, { ...sample(7), path: "/secret" }] });

  assert.deepEqual((await ask(state, { from: "two" })).entries, [sample(7)]);
});

const refused: Record<string, string> = {
  "of another version": JSON.stringify({ version: 2, from: "one", cursor: "", entries: [] }),
  "without a sender": JSON.stringify({ version: 1, cursor: "", entries: [] }),
  "whose cursor is none": JSON.stringify({ version: 1, from: "one", cursor: -1, entries: [] }),
  "whose entries are none": JSON.stringify({ version: 1, from: "one", cursor: "", entries: {} }),
  "that is no object": "null",
  "that is no JSON": "{",
};
for (const [which, body] of Object.entries(refused)) {
  Deno.test(`SharedState refuses a message ${which}`, async () => {
    const response = await new SharedState().fetch(new Request("https://x/", { method: "POST", body }));
    assert.equal(response.status, 400);
  });
}

async function ask(state: SharedState, message: Record<string, unknown>): Promise<Answer> {
  const body = JSON.stringify({ version: 1, from: "one", cursor: "", entries: [], ...message });
  const response = await state.fetch(new Request("https://x/", { method: "POST", body }));
  assert.equal(response.status, 200);
  return response.json();
}
