import assert from "node:assert/strict";
import { event, type StreamJudge } from "../../mod.ts";
import { type BeginningOptions, readBeginning } from "../../src/attempt/beginning.ts";
import { DefaultBody } from "../../src/runtime/default_body.ts";
import { manualBody } from "../fixtures/fake_fetch.ts";
import { fakeFormat } from "../fixtures/fake_format.ts";

function judge(): StreamJudge {
  return fakeFormat().judge({ format: "fake" }, new Response()) ?? assert.fail();
}

/** Begins to read a body whose chunks the test hands out. */
function begin(options: Partial<BeginningOptions> = {}) {
  const upstream = manualBody();
  const held: Uint8Array<ArrayBuffer>[] = [];
  const controller = new AbortController();
  let firstBytes = 0;
  const beginning = readBeginning({
    body: new DefaultBody(upstream.stream),
    signal: controller.signal,
    judge: undefined,
    untilContent: false,
    isFirstByte: undefined,
    isProgress: undefined,
    held,
    onFirstByte: () => firstBytes++,
    ...options,
  });
  let settled: unknown;
  beginning.then((value) => settled = value, () => {});
  return {
    upstream,
    controller,
    beginning,
    held: () => held.map((bytes) => new TextDecoder().decode(bytes)),
    firstBytes: () => firstBytes,
    /** Hands chunks out, and returns how the body began, once promises have settled. */
    async after(...chunks: string[]) {
      for (const chunk of chunks) {
        upstream.push(chunk);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      return settled;
    },
  };
}

const COMMITTED = { kind: "committed" };

Deno.test("readBeginning() commits at the first chunk that isn't empty", async () => {
  const { after, held, firstBytes } = begin();
  assert.equal(await after(""), undefined);
  assert.equal(firstBytes(), 0);
  assert.deepEqual(await after("a", "b"), COMMITTED);
  assert.deepEqual([held(), firstBytes()], [["a"], 1]);
});

Deno.test("readBeginning() commits at the first sign that counts, and keeps the chunks before it", async () => {
  const response = new Response(null, { headers: { "content-type": "text/event-stream" } });
  const { after, held, firstBytes } = begin({ isFirstByte: event().detect(response) });
  assert.equal(await after(": ping\n\n", "data: a"), undefined);
  assert.equal(firstBytes(), 0);
  assert.deepEqual(await after("\n\n"), COMMITTED);
  assert.deepEqual([held(), firstBytes()], [[": ping\n\n", "data: a", "\n\n"], 1]);
});

Deno.test("readBeginning() commits at the end of a body that has nothing to wait for", async () => {
  const { upstream, beginning, firstBytes } = begin();
  upstream.end();
  assert.deepEqual(await beginning, COMMITTED);
  assert.equal(firstBytes(), 0);
});

Deno.test("readBeginning() waits for the first content, and reports the first byte before it", async () => {
  const { after, held, firstBytes } = begin({ judge: judge(), untilContent: true });
  assert.equal(await after("prelude\n", "prelude\ncon"), undefined);
  assert.equal(firstBytes(), 1);
  assert.deepEqual(await after("tent\n"), COMMITTED);
  assert.deepEqual([held().join(""), firstBytes()], ["prelude\nprelude\ncontent\n", 1]);
});

Deno.test("readBeginning() commits at the first byte without a wait for content, and shows it to the judge", async () => {
  const shown = judge();
  const { after } = begin({ judge: shown, untilContent: false });
  assert.deepEqual(await after("end\n"), COMMITTED);
  assert.equal(shown.end().complete, true);
});

Deno.test("readBeginning() returns a failure before any content", async () => {
  for (
    const [text, status, transient] of [["failure 529\n", 529, true], ["prelude\nfailure 400!\n", 400, false]] as const
  ) {
    assert.deepEqual(await begin({ judge: judge(), untilContent: true }).after(text), {
      kind: "failure",
      status,
      transient,
    });
  }
});

Deno.test("readBeginning() takes a failure after content for a part of the answer", async () => {
  assert.deepEqual(await begin({ judge: judge(), untilContent: true }).after("content\nfailure 529\n"), COMMITTED);
});

for (
  const [text, expected] of [
    ["", { kind: "truncated", lastEvent: undefined }],
    ["prelude\n", { kind: "truncated", lastEvent: "prelude" }],
    ["prelude\nprelude", { kind: "truncated", lastEvent: "prelude" }],
    ["end\n", COMMITTED],
    ["prelude\nend", COMMITTED],
    ["prelude\ncontent", COMMITTED],
    ["failure 503", { kind: "failure", status: 503, transient: true }],
  ] as const
) {
  Deno.test(`readBeginning() makes ${expected.kind} of a body that ends with ${JSON.stringify(text)}`, async () => {
    const { upstream, beginning } = begin({ judge: judge(), untilContent: true });
    if (text) upstream.push(text);
    upstream.end();
    assert.deepEqual(await beginning, expected);
  });
}

Deno.test("readBeginning() holds back no more than 64 KiB of prelude", async () => {
  const line = `${"prelude\n".repeat(2 ** 10)}`;
  const { after, held } = begin({ judge: judge(), untilContent: true });
  assert.equal(await after(...Array<string>(8).fill(line)), undefined);
  assert.deepEqual(await after("prelude\n"), COMMITTED);
  assert.equal(held().join("").length, 2 ** 16 + 8);
});

Deno.test("readBeginning() shows each chunk to what watches for progress, once", async () => {
  const seen: number[] = [];
  const { after } = begin({
    judge: judge(),
    untilContent: true,
    isProgress: ({ bytes, verdict }) => (seen.push(bytes.byteLength), typeof verdict === "function"),
  });
  await after("prelude\n", "", "content\n");
  assert.deepEqual(seen, [8, 8]);
});

Deno.test("readBeginning() returns the signal's reason, or the error of a read, and the chunks before it", async () => {
  const aborted = begin({ judge: judge(), untilContent: true });
  await aborted.after("prelude\n");
  aborted.controller.abort("mine");
  assert.deepEqual(await aborted.beginning, { kind: "broken", error: "mine" });
  assert.deepEqual(aborted.held(), ["prelude\n"]);

  const error = new TypeError("network");
  const failed = begin();
  failed.upstream.fail(error);
  assert.deepEqual(await failed.beginning, { kind: "broken", error });
});

Deno.test("readBeginning() throws the error of a caller's function", async () => {
  const error = new Error("mine");
  const { upstream, beginning } = begin({
    isFirstByte: () => {
      throw error;
    },
  });
  upstream.push("a");
  await assert.rejects(beginning, (thrown) => thrown === error);
});
