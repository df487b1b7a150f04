import assert from "node:assert/strict";
import type { FetchObserverEvent } from "../../mod.ts";
import type { OtelApi, OtelAttributes, OtelSpan } from "../../src/observers/otel_api.ts";
import { CallSpans } from "../../src/observers/call_spans.ts";

/** A span that keeps what it gets. */
class KeptSpan implements OtelSpan {
  readonly attributes: OtelAttributes;
  readonly events: string[] = [];
  ends = 0;

  constructor(attributes: OtelAttributes) {
    this.attributes = { ...attributes };
  }

  setAttributes(attributes: OtelAttributes): void {
    Object.assign(this.attributes, attributes);
  }

  addEvent(name: string): void {
    this.events.push(name);
  }

  setStatus(): void {}

  end(): void {
    this.ends++;
  }
}

type Change = Partial<FetchObserverEvent> & { type: FetchObserverEvent["type"] };

const ATTEMPT: Change = { type: "attempt", guarded: true, cutoff: false, fresh: false };

/** Returns the spans of a call with these events: the call's own, then those of its attempts. */
function spansOf(
  events: readonly Change[],
  url = "https://a.example/",
): { spans: KeptSpan[]; call: CallSpans<null, KeptSpan> } {
  const spans: KeptSpan[] = [];
  const api: OtelApi<null, KeptSpan> = {
    trace: {
      getTracer: () => ({
        startSpan(_name, { attributes }) {
          const span = new KeptSpan(attributes);
          spans.push(span);
          return span;
        },
      }),
      setSpan: () => null,
    },
    context: { active: () => null },
  };
  const whole = events.map((event) => ({ id: "1", method: "GET", url, attempt: 1, ...event }) as FetchObserverEvent);
  const call = new CallSpans(api, whole[0] ?? assert.fail());
  for (const event of whole) call.observe(event);
  return { spans, call };
}

Deno.test("CallSpans adds the events of an attempt to its span", () => {
  const { spans: [, attempt] } = spansOf([
    ATTEMPT,
    { type: "firstbyte", elapsed: 1, status: 201 },
    { type: "content", elapsed: 2 },
    { type: "stale", cutoff: 3 },
    { type: "end", cancelled: true },
  ]);
  assert.deepEqual(attempt?.events, ["firstbyte", "content", "stale", "cancelled"]);
  assert.equal(attempt?.attributes["http.response.status_code"], 201);
});

Deno.test("CallSpans names the policy of a resumption, and the error that it follows", () => {
  const { spans: [, first, second] } = spansOf([
    ATTEMPT,
    { type: "resume", policy: "range", delay: 1, error: new TypeError("planted") },
    { ...ATTEMPT, attempt: 2, resume: "range" },
  ]);
  assert.deepEqual([first?.attributes["error.type"], first?.ends], ["TypeError", 1]);
  assert.deepEqual(["firstbyte.resume" in (first?.attributes ?? {}), second?.attributes["firstbyte.resume"]], [
    false,
    "range",
  ]);
});

Deno.test("CallSpans ends the span of an attempt that lost, without an error", () => {
  const { spans: [, lost, other] } = spansOf([ATTEMPT, { ...ATTEMPT, attempt: 2 }, { type: "lost", elapsed: 1 }]);
  assert.deepEqual([lost?.events, lost?.ends, lost?.attributes["error.type"]], [["lost"], 1, undefined]);
  assert.equal(other?.ends, 0);
});

Deno.test("CallSpans ends each span once", () => {
  const { spans, call } = spansOf([ATTEMPT, { type: "end", cancelled: false }]);
  assert.equal(call.hasEnded, true);
  call.abandon();
  assert.deepEqual(spans.map(({ ends }) => ends), [1, 1]);
});

for (
  const [url, address, port] of [
    ["https://a.example/", "a.example", 443],
    ["http://a.example/", "a.example", 80],
    ["http://a.example:8080/", "a.example", 8_080],
    ["data:,a", undefined, undefined],
    ["no address", undefined, undefined],
  ] as const
) {
  Deno.test(`CallSpans has the server of ${url}`, () => {
    const { spans: [call] } = spansOf([ATTEMPT], url);
    assert.deepEqual([call?.attributes["server.address"], call?.attributes["server.port"]], [address, port]);
  });
}
