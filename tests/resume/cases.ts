import fc from "fast-check";
import { openaiResponse } from "../fixtures/llm.ts";
import type { EventLie, EventScript, ServedEvent } from "./event_server.ts";
import type { RangeLie, RangeScript } from "./range_server.ts";
import type { ResponseLie, ResponseScript } from "./response_server.ts";
import type { Cut } from "./virtual_server.ts";

const MOST_BREAKS = 10;

const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });
// From the last third on, an answer comes forward; the ends are likely.
const at = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(0.3));

function cutsOf(clean: fc.Arbitrary<boolean>): fc.Arbitrary<Cut[]> {
  return fc.array(fc.record({ at, between: fc.boolean(), clean, sizes }), { maxLength: MOST_BREAKS });
}

/** Half of the cases have a server that tells the truth. */
function liesOf<Lie extends string>(lies: readonly Lie[]): fc.Arbitrary<Lie[]> {
  const lie = fc.oneof({ weight: 3, arbitrary: fc.constant("none" as Lie) }, fc.constantFrom(...lies));
  return fc.oneof(fc.constant<Lie[]>([]), fc.array(lie, { maxLength: MOST_BREAKS }));
}

const RANGE_LIES: readonly RangeLie[] = [
  "busy",
  "whole",
  "changed",
  "changed-silently",
  "weak",
  "early",
  "late",
  "short",
  "long",
  "total",
  "coded",
  "lacking",
  "gone",
];

/** Downloads that break. */
export const rangeScript: fc.Arbitrary<RangeScript> = fc.record({
  body: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
  cuts: cutsOf(fc.boolean()),
  lies: liesOf(RANGE_LIES),
});

const data = fc.array(fc.constantFrom("a", "é✓", "id: 7", ":x", "{}", "\uFEFF", "[DONE]"), {
  minLength: 1,
  maxLength: 3,
})
  .map((lines) => lines.join("\n"));

function withIds(texts: string[], kind: "numbers" | "names" | "sparse"): ServedEvent[] {
  return texts.map((text, index) => {
    // No two events have the same data, so that each can be told from the others.
    const served = `${index} ${text}`;
    if (kind === "numbers") return { id: `${index + 8}`, data: served };
    if (kind === "names") return { id: `é-${(index * 7919) % 1009}`, data: served };
    return { id: index % 3 === 1 ? undefined : `s${index}`, data: served };
  });
}

const EVENT_LIES: readonly EventLie[] = [
  "busy",
  "repeat-all",
  "repeat-some",
  "skip",
  "other",
  "greeting",
  "moved",
  "gone",
];

/** Feeds that break; a clean break is announced by `retry`. */
export const eventScript: fc.Arbitrary<EventScript> = fc.record({
  events: fc.tuple(fc.array(data, { minLength: 1, maxLength: 12 }), fc.constantFrom("numbers", "names", "sparse"))
    .map(([texts, kind]) => withIds(texts, kind as "numbers" | "names" | "sparse")),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  comments: fc.boolean(),
  mark: fc.boolean(),
  lies: liesOf(EVENT_LIES),
  retry: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
  cuts: cutsOf(fc.boolean()),
}).map((script) => script.retry === undefined ? { ...script, cuts: script.cuts.map(unclean) } : script);

function unclean(cut: Cut): Cut {
  return { ...cut, clean: false };
}

const RESPONSE_LIES: readonly ResponseLie[] = [
  "busy",
  "repeat-all",
  "repeat-some",
  "skip",
  "other",
  "unnumbered",
  "moved",
  "gone",
];

/** Responses that break. */
export const responseScript: fc.Arbitrary<ResponseScript> = fc.record({
  events: fc.array(fc.constantFrom("a", " é✓", '"sequence_number":7', "\n\n"), { maxLength: 6 }).map(openaiResponse),
  cuts: cutsOf(fc.boolean()),
  lies: liesOf(RESPONSE_LIES),
});
