import assert from "node:assert/strict";
import type { HedgeOptions } from "../../mod.ts";
import { INVARIANTS } from "./invariants.ts";
import { hasBody, scriptOf, textsOf } from "./scenario.ts";
import type { Invariant } from "./invariants.ts";

const KEPT = [
  "no more attempts than allowed",
  "nothing is fetched again once the call has settled",
  "a caller's abort wins, its reason unchanged",
  "the caller never waits for longer than its options say",
  "every response is closed in the end",
  "no timer and no listener is left",
];

/** The promises to a call whose attempts race: those to any call, and its own, by name. */
export const HEDGE_INVARIANTS: Record<string, Invariant> = {
  ...Object.fromEntries(KEPT.map((name) => [name, INVARIANTS[name] ?? assert.fail(`expected "${name}"`)])),
  "bytes come from one attempt, whole and in order, or the call errs"(scenario, { heard }) {
    if (!heard.response) return assert.deepEqual(heard.texts, []);
    const attempt = Number(new URL(heard.response.url).pathname.slice(1));
    const script = scriptOf(scenario, attempt);
    const sent = hasBody(script, scenario.caller) ? textsOf(script, attempt).join("") : "";
    for (const text of heard.texts) {
      assert.ok(sent.startsWith(text), `expected the beginning of attempt ${attempt}'s bytes`);
      if (heard.ended) assert.equal(text.length, sent.length, "a body that ends has ended upstream");
    }
    if (heard.ended && heard.texts.some((text) => text)) assert.equal(script.end, "close");
  },
  "the budget is never exceeded"({ options }, { events }) {
    const { budget } = options.further.hedge as HedgeOptions;
    const hedges = events.filter((event) => event.type === "attempt" && event.hedge).length;
    if (budget === 0) assert.equal(hedges, 0);
    assert.ok(hedges < options.retry.maxAttempts);
  },
  "a response comes of the first attempt that is told to have a byte"(_, { events, heard, timing }) {
    const first = events.filter(({ type }) => type === "firstbyte");
    assert.equal(first.length, heard.response ? 1 : 0);
    if (!heard.response) return;
    const winner = Number(new URL(heard.response.url).pathname.slice(1));
    assert.equal(first[0]?.attempt, winner);
    assert.deepEqual([timing?.attempts.at(-1)?.attempt, timing?.attempts.at(-1)?.outcome], [winner, "response"]);
  },
  "each attempt is told of and recorded once"({ options }, { events, dispatches, timing, heard, hangs }) {
    const numbers = Array.from(dispatches, (_, index) => index + 1);
    const dispatched = events.filter(({ type }) => type === "attempt").map(({ attempt }) => attempt);
    assert.deepEqual(dispatched, numbers);
    if (!heard.response || !options.guarded) return;
    assert.deepEqual(timing?.attempts.map(({ attempt }) => attempt).sort(), numbers);
    for (const number of numbers) {
      const letters = {
        attempt: "A",
        firstbyte: "F",
        retry: "R",
        stale: "S",
        end: "E",
        error: "X",
        lost: "L",
        content: "C",
        resume: "M",
      };
      const story = events.filter(({ attempt }) => attempt === number).map(({ type }) => letters[type]).join("");
      assert.match(story, hangs ? /^A(R|L|FS?[EX]?)?$/ : /^A(R|L|FS?[EX])$/);
    }
  },
};
