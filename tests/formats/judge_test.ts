import assert from "node:assert/strict";
import type { StreamJudge, Verdict } from "../../src/formats/format.ts";
import type { FormatCase, Json, StreamCase } from "./fixtures/format_case.ts";
import { FORMAT_CASES } from "./fixtures/format_cases.ts";
import { postedRequest } from "./fixtures/posted_request.ts";

const CONTENT: Verdict = { kind: "content" };

function judgeOf({ format, url, body, headers = {}, type }: FormatCase): StreamJudge {
  const stream = format.recognize(postedRequest(url, body, { headers }));
  assert.ok(stream);
  const judge = format.judge(stream, new Response("", { headers: { "content-type": type } }));
  return judge ?? assert.fail("nothing to judge by");
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function wrapped({ write }: FormatCase, message: Json): Uint8Array {
  return bytes(write([message]).join(""));
}

/** Judges chunks up to the first that isn't prelude, and skims the others; returns the index of that one, and its verdict. */
function firstOf(judge: StreamJudge, chunks: readonly Uint8Array[]): { index: number; verdict: Verdict } | undefined {
  let first: { index: number; verdict: Verdict } | undefined;
  for (const [index, chunk] of chunks.entries()) {
    if (first) judge.skim(chunk);
    else {
      const verdict = judge.push(chunk);
      if (verdict.kind !== "prelude") first = { index, verdict };
    }
  }
  return first;
}

function expected({ first, verdict = CONTENT }: StreamCase): { index: number; verdict: Verdict } | undefined {
  return first === undefined ? undefined : { index: first, verdict };
}

for (const given of FORMAT_CASES) {
  const name = given.title;

  for (const { label, json, kind } of given.messages) {
    Deno.test(`${name}: ${label} is ${kind}`, () => {
      assert.equal(judgeOf(given).push(wrapped(given, json)).kind, kind);
    });
  }

  for (const stream of given.streams) {
    const written = given.write(stream.messages);

    Deno.test(`${name}: ${stream.name} commits at its first content`, () => {
      assert.deepEqual(firstOf(judgeOf(given), written.map(bytes)), expected(stream));
    });

    Deno.test(`${name}: ${stream.name} is the same cut anywhere`, () => {
      const whole = bytes(written.join(""));
      const { verdict } = expected(stream) ?? {};
      for (let at = 0; at <= whole.length; at++) {
        const judge = judgeOf(given);

        const first = firstOf(judge, [whole.subarray(0, at), whole.subarray(at)]);

        assert.deepEqual(first?.verdict, verdict, `cut at ${at}`);
        assert.equal(judge.end().complete, stream.complete, `cut at ${at}`);
      }
    });

    Deno.test(`${name}: ${stream.name} is the same byte by byte, judged or skimmed`, () => {
      const whole = bytes(written.join(""));
      const skimming = judgeOf(given);
      const pushing = judgeOf(given);

      for (let at = 0; at < whole.length; at++) {
        skimming.skim(whole.subarray(at, at + 1));
        pushing.push(whole.subarray(at, at + 1));
      }

      assert.deepEqual(skimming.end(), pushing.end());
      assert.equal(pushing.end().complete, stream.complete);
    });
  }

  Deno.test(`${name}: a message without its delimiter counts at the end`, () => {
    const stream = given.streams.find(({ verdict }) => verdict?.kind === "failure");
    assert.ok(stream?.verdict);
    const judge = judgeOf(given);

    const before = judge.push(bytes(given.write(stream.messages).join("").trimEnd()));
    const { verdict, complete } = judge.end();

    assert.deepEqual([before, verdict].find(({ kind }) => kind !== "prelude"), stream.verdict);
    assert.equal(complete, true);
  });

  Deno.test(`${name}: a torn message is none`, () => {
    const content = given.messages.find(({ kind }) => kind === "content");
    assert.ok(content);
    const whole = given.write([content.json]).join("").trimEnd();
    for (let at = 0; at < whole.lastIndexOf("}"); at++) {
      const judge = judgeOf(given);

      assert.equal(judge.push(bytes(whole.slice(0, at))).kind, "prelude");
      assert.deepEqual({ ...judge.end(), lastEvent: "" }, {
        verdict: { kind: "prelude" },
        complete: false,
        lastEvent: "",
        sequence: undefined,
      });
    }
  });
}
