import assert from "node:assert/strict";
import { TimeoutError } from "../../mod.ts";
import { cutoffOf, expectedWinner, isHedged, lastMoment } from "./expectations.ts";
import type { Heard } from "./caller.ts";
import type { Outcome } from "./run_scenario.ts";
import { hasBody, type Scenario, scriptOf, textsOf } from "./scenario.ts";

/** Throws unless a call kept every promise, whatever it met. */
export type Invariant = (scenario: Scenario, outcome: Outcome) => void;

/** The promises, by name. */
export const INVARIANTS: Record<string, Invariant> = {
  "bytes come from one attempt, whole and in order, or the call errs"(scenario, { heard, dispatches }) {
    const attempt = answeringAttempt(heard, dispatches.length);
    const script = scriptOf(scenario, attempt || 1);
    const sent = hasBody(script, scenario.caller) ? textsOf(script, attempt).join("") : "";
    for (const text of heard.texts) {
      assert.ok(sent.startsWith(text), `expected the beginning of attempt ${attempt}'s bytes`);
      if (heard.ended) assert.equal(text.length, sent.length, "a body that ends has ended upstream");
    }
    if (heard.ended && heard.texts.some((text) => text)) {
      assert.equal(script.end, "close", "a body that broke off must not end");
    }
  },
  "no more attempts than allowed"({ options, caller }, { dispatches, events }) {
    const allowed = caller.request === "stream" || !options.guarded ? 1 : options.retry.maxAttempts;
    assert.ok(dispatches.length <= allowed, `expected at most ${allowed} attempts, got ${dispatches.length}`);
    assert.equal(events.filter(({ type }) => type === "attempt").length, dispatches.length);
  },
  "nothing is fetched again once the call has settled"(_, { dispatches, dispatchedInTime }) {
    assert.equal(dispatches.length, dispatchedInTime);
  },
  "a caller's abort wins, its reason unchanged"(_, { heard, abortedAt, reason, eventsAtAbort = [] }) {
    if (abortedAt === undefined) return;
    if (heard.settledAt !== undefined && heard.settledAt > abortedAt) assert.fail("the call outlived its abort");
    const pending = (heard.callFailure?.at ?? -1) >= abortedAt;
    if (pending) assert.equal(heard.callFailure?.error, reason);
    const closed = eventsAtAbort.some(({ type }) => type === "end" || type === "error");
    if (heard.bodyFailure && !closed) assert.equal(heard.bodyFailure.error, reason);
    if (heard.bodyFailure && closed) assert.notEqual(heard.bodyFailure.error, reason);
  },
  "the caller never waits for longer than its options say"(scenario, { heard, hangs, calledAt }) {
    const { staleTimeout, totalTimeout } = scenario.options;
    const latest = lastMoment(scenario);
    if (latest < Infinity) assert.ok((heard.settledAt ?? Infinity) - calledAt <= latest, "the call settled too late");
    if (heard.response && staleTimeout && scenario.options.guarded) {
      assert.ok(heard.longestRead <= staleTimeout, `a read took ${heard.longestRead} ms`);
    }
    const bounded = totalTimeout || (staleTimeout && scenario.options.guarded);
    if (latest < Infinity && bounded) assert.ok(!hangs, "the caller waits for ever");
  },
  "every response is closed in the end"(_, { dispatches }) {
    for (const [index, { closed }] of dispatches.entries()) assert.ok(closed, `attempt ${index + 1} stayed open`);
  },
  "no timer and no listener is left"(_, { timers, listeners, hangs }) {
    if (!hangs) assert.equal(timers, 0);
    assert.equal(listeners, 0);
  },
  "an observer is told a whole story"(scenario, { events, hangs, heard }) {
    const letters = {
      attempt: "A",
      firstbyte: "F",
      retry: "R",
      lost: "L",
      stale: "S",
      end: "E",
      error: "X",
      content: "C",
      resume: "M",
    };
    const story = events.map(({ type }) => letters[type]).join("");
    if (!hangs) assert.match(story, /[EX]$/);
    assert.match(story.replaceAll("L", ""), isHedged(scenario) ? /^[AR]*F?S?[EX]?$/ : /^(AR)*(A?F?S?[EX]?)?$/);
    if (heard.response && !hangs) assert.match(story, /F/);
  },
  "errors and timings name every attempt"(scenario, { heard, timing, dispatches }) {
    const error = heard.callFailure?.error;
    if (error instanceof TimeoutError && error.phase === "ttfb" && !isHedged(scenario)) {
      assert.equal(error.attempts.length, dispatches.length);
    }
    const numbers = timing?.attempts.map(({ attempt }) => attempt).toSorted() ?? [];
    if (heard.response) assert.deepEqual(numbers, dispatches.map((_, index) => index + 1));
    for (const { attempt, cutoff, outcome, elapsed } of timing?.attempts ?? []) {
      assert.equal(Number(cutoff), cutoffOf(scenario, attempt));
      assert.equal(outcome === "response", attempt === answeringAttempt(heard, 0), `attempt ${attempt} was ${outcome}`);
      assert.ok(elapsed >= 0 && elapsed <= (heard.settledAt ?? 0) - (dispatches[attempt - 1]?.at ?? 0));
    }
  },
  "an attempt that answers in time is the answer"(scenario, { heard, dispatches, timing }) {
    const winner = expectedWinner(scenario);
    if (winner === undefined) return;
    if (winner.attempt === 0) return assert.ok(heard.callFailure, "no attempt answers, so the call fails");
    assert.equal(dispatches.length, winner.attempt);
    assert.equal(heard.response?.url, `http://upstream.test/${winner.attempt}`);
    assert.equal(heard.response?.redirected, scriptOf(scenario, winner.attempt).redirected);
    assert.deepEqual(timing?.attempts.map(({ outcome }) => outcome), winner.outcomes);
    if (winner.whole) assert.deepEqual([heard.bodyFailure?.error, heard.ended], [undefined, true]);
  },
};

/** Returns the attempt whose response the caller has; of hedged ones, it is not always the last. */
function answeringAttempt({ response }: Heard, last: number): number {
  return Number(/\/(\d+)$/.exec(response?.url ?? "")?.[1] ?? last);
}
