import assert from "node:assert/strict";
import { type EventScript, eventText } from "./event_server.ts";
import type { RangeScript } from "./range_server.ts";
import type { ResponseScript } from "./response_server.ts";
import { bytesOf } from "./virtual_server.ts";

/** What a caller read, and how that ended. */
export interface Read {
  readonly bytes: Uint8Array;
  /** What it erred with, if it did. */
  readonly error: unknown;
}

/** Throws unless the bytes are those of the body, up to its end or an error. */
export function checkRange({ body, lies }: RangeScript, { bytes, error }: Read): void {
  assert.deepEqual([...bytes], [...body.subarray(0, bytes.length)], "a wrong byte");
  if (error === undefined) assert.equal(bytes.length, body.length, "a missing byte");
  else if (lies.every(isTrue)) assert.fail(`an error that nothing explains: ${error}`);
}

/** Throws unless the events are those of the feed, up to its end or an error. */
export function checkEvents({ events, lies, cuts }: EventScript, { bytes, error }: Read): void {
  const expected = events.map((event) => eventText(event, "\n").trimEnd());
  const read = blocksOf(bytes);
  if (lies.includes("skip") && !countsFrom(events[0]?.id, read)) {
    return checkOrder(read.slice(0, wholeBlocks(bytes)), expected);
  }
  const { id } = events[wholeBlocks(bytes) - 1] ?? {};
  const placed = id !== undefined;
  // A clean end is the end where nothing could be resumed.
  const mayStop = error !== undefined || !placed && cuts.some(({ clean }) => clean);
  checkBlocks(read, expected, mayStop);
  const explained = !placed || !lies.every(isTrue) || events.some((event) => event.id === undefined);
  if (error !== undefined) assert.ok(explained, `an error that nothing explains: ${error}`);
}

/** Tells whether it shows that one event is left out: with a single number before it, nothing does. */
function countsFrom(id: string | undefined, read: readonly string[]): boolean {
  return /^\d+$/.test(id ?? "") && read.length !== 1 && read[1] !== undefined && /^id: 9$/m.test(read[1]);
}

function checkOrder(read: readonly string[], expected: readonly string[]): void {
  const places = read.map((block) => expected.indexOf(block));
  for (const [index, place] of places.entries()) {
    assert.ok(place > (places[index - 1] ?? -1), `${read} is out of order`);
  }
}

/** Throws unless the events are those of the response, byte for byte, up to its end or an error. */
export function checkResponse({ events, lies }: ResponseScript, { bytes, error }: Read): void {
  const whole = bytesOf(events.join(""));
  assert.deepEqual([...bytes], [...whole.subarray(0, bytes.length)], "a wrong byte");
  if (error === undefined) assert.equal(bytes.length, whole.length, "a missing event");
  else if (lies.every(isTrue)) assert.ok(bytes.length <= bytesOf(events[0] as string).length, `${error}`);
}

function checkBlocks(read: readonly string[], expected: readonly string[], mayStop: boolean): void {
  for (const [index, block] of read.entries()) {
    // Behind the last whole event, a caller may see the beginning of another before the error.
    if (mayStop && index === read.length - 1) {
      assert.ok(expected[index]?.startsWith(block), `${block} isn't event ${index}`);
    } else assert.equal(block, expected[index], `event ${index}`);
  }
  if (!mayStop) assert.equal(read.length, expected.length, "a missing event");
}

/** Returns the events of a stream, without what doesn't change them. */
function blocksOf(bytes: Uint8Array): string[] {
  return plainText(bytes).split(/\n{2,}/).map((block) => block.trim()).filter((block) => block !== "");
}

/** Counts the events that have come to their ends. */
function wholeBlocks(bytes: Uint8Array): number {
  return plainText(bytes).replace(/^\n+/, "").split(/\n{2,}/).length - 1;
}

function plainText(bytes: Uint8Array): string {
  // A character may be cut, too.
  return new TextDecoder().decode(bytes, { stream: true }).replace(/\r\n?/g, "\n").replace(/^(:|r).*\n?/gm, "");
}

function isTrue(lie: string): boolean {
  return lie === "none" || lie === "busy";
}
