import fc from "fast-check";
import assert from "node:assert/strict";
import { createParser } from "npm:eventsource-parser@3.1.1";
import { EventBoundary } from "../../../edge/body/event_boundary.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Lines that any stream might hold, ended in any way. */
const streams = fc.array(
  fc.tuple(
    fc.constantFrom("data: x", "data: y", "event: e", "id: 1", ": comment", "", "", "dat", "data"),
    fc.constantFrom("\n", "\n", "\r\n", "\r"),
  ),
  { maxLength: 12 },
).map((lines) => lines.flat().join(""));

Deno.test("EventBoundary passes on every byte, in order, however they are cut", () => {
  fc.assert(fc.property(streams, fc.array(fc.nat(80)), (text, cuts) => {
    const boundary = new EventBoundary();
    const passed = chunks(text, cuts).map((chunk) => decode(boundary.push(chunk)));

    assert.equal(passed.join("") + decode(boundary.rest()), text);
  }));
});

Deno.test("EventBoundary passes on nothing of an event with an id before its end", () => {
  const boundary = new EventBoundary();
  const passed = ["id: 1\ndata: a\n\nid: 2\ndata: b\nda", "ta: c\n", "\n"].map((text) =>
    decode(boundary.push(encode(text)))
  );

  assert.deepEqual(passed, ["id: 1\ndata: a\n\n", "", "id: 2\ndata: b\ndata: c\n\n"]);
});

Deno.test("EventBoundary reports that it passed on the id of a partial event that is too large to hold", () => {
  const boundary = new EventBoundary();
  const large = "x".repeat(70_000);
  const told = ["id: 1\n\n", "id: 2\ndata: a\n", `data: ${large}`, "\n\n", `data: ${large}`, "\n\n"].map((text) => {
    boundary.push(encode(text));
    return boundary.hasPartialId;
  });

  assert.deepEqual(told, [false, false, true, false, false, false]);
});

Deno.test("EventBoundary lets an appended event stay separate", () => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat(80)), (text, cuts) => {
      // An event of several data lines goes out line by line.
      fc.pre(!/^d[^\r\n]*[\r\n]+(?:[^\r\n]+[\r\n]+)*?d/m.test(text));
      const boundary = new EventBoundary();
      const passed = chunks(text, cuts).map((chunk) => decode(boundary.push(chunk))).join("");
      const events = parse(`${passed}${boundary.separator}event: error\ndata: last\n\n`);

      assert.deepEqual(events.at(-1), { event: "error", data: "last" });
      assert.deepEqual(events.slice(0, -1), parse(text));
    }),
    { numRuns: 1_000 },
  );
});

const cases: [name: string, chunks: string[], passed: string[]][] = [
  ["holds an event until it is whole", ["data: 1\n", "\nda", "ta: 2\n\n"], ["", "data: 1\n\n", "data: 2\n\n"]],
  ["passes on whole events at once", ["data: 1\n\ndata: 2"], ["data: 1\n\n"]],
  ["passes on comments line by line", [": keep-alive\n", ":\r\n"], [": keep-alive\n", ":\r\n"]],
  ["delays lines without blank ones by one at most", ["data: 1\n", "data: 2\n"], ["", "data: 1\n"]],
  ["distinguishes CRLF from a blank line", ["data: 1\r\n", "\r\n"], ["", "data: 1\r\n\r\n"]],
  ["recognizes CRLF that is cut in two", ["data: 1\r", "\n", "\r", "\n"], ["", "", "data: 1\r\n\r", "\n"]],
];
for (const [name, chunks, passed] of cases) {
  Deno.test(`EventBoundary ${name}`, () => {
    const boundary = new EventBoundary();

    assert.deepEqual(chunks.map((chunk) => decode(boundary.push(encode(chunk)))), passed);
  });
}

Deno.test("EventBoundary passes on a whole event without a part of the next, however large both are together", () => {
  const boundary = new EventBoundary();
  const large = `data: ${"x".repeat(60_000)}`;
  boundary.push(encode(large));
  const passed = boundary.push(encode(`\n\nid: 7\ndata: ${"y".repeat(6_000)}`));

  assert.equal(decode(passed), `${large}\n\n`);
  assert.deepEqual([boundary.hasPartialId, boundary.separator], [false, ""]);
});

Deno.test("EventBoundary holds no more than 64 KiB of an event", () => {
  const boundary = new EventBoundary();
  boundary.push(encode("data: "));
  let passed = 0;
  for (let count = 0; count < 100; count++) passed += boundary.push(encode("x".repeat(1_000))).byteLength;

  assert.ok(passed > 100_006 - 65_536);
  assert.equal(boundary.separator, "\n");
  assert.ok(boundary.rest().byteLength + passed === 100_006);
});

function chunks(text: string, cuts: number[]): Uint8Array[] {
  const bytes = encode(text);
  const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

function parse(text: string): { event: string | undefined; data: string }[] {
  const events: { event: string | undefined; data: string }[] = [];
  // The parser waits for what may follow a last CR.
  createParser({ onEvent: ({ event, data }) => events.push({ event, data }) }).feed(text.replace(/\r$/, "\r\n"));
  return events;
}
