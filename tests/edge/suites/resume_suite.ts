import assert from "node:assert/strict";
import { responsesStream, wholeOf } from "../../fixtures/llm_streams.ts";
import { type Head, pause, respond, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";
import { testsOfTwo } from "../fixtures/several_upstreams.ts";

const TEXT = "0123456789".repeat(10_000);
const HALF = TEXT.length / 2;
const FILE = { "content-type": "text/plain", "accept-ranges": "bytes", etag: '"one"' };
const WHOLE = { headers: { ...FILE, "content-length": `${TEXT.length}` } };
const brokenFile = breakLate([TEXT.slice(0, HALF)], WHOLE);

/** Answers with the part of a file that is asked for. */
const rest: Script = async (exchange) => {
  const [, from = "0"] = /^bytes=(\d+)-$/.exec(exchange.request.headers.get("range") ?? "") ?? [];
  const range = `bytes ${from}-${TEXT.length - 1}/${TEXT.length}`;
  await respond(TEXT.slice(+from), { status: 206, headers: { ...FILE, "content-range": range } })(exchange);
};

const events = wholeOf(responsesStream(["Hello", ",", " world"]));
const REQUEST = {
  method: "POST",
  headers: { "content-type": "application/json", authorization: "Bearer mine" },
  body: '{"model":"m","stream":true,"background":true}',
};

/** Answers that go on where they broke. */
export function resumeSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  testsOfTwo(runtime)(
    "goes on with a download where it broke, at the upstream that began it",
    { first: [brokenFile, rest], second: [respond("another")] },
    {},
    async ({ proxy, first, second }) => {
      const response = await fetch(`${proxy.url}/two/file?x=1`, { headers: { authorization: "Bearer mine" } });

      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-length"), `${TEXT.length}`);
      assert.ok(await response.text() === TEXT);
      assert.deepEqual([first.requests.length, second.requests.length], [2, 0]);
      const [, { path, headers } = assert.fail()] = first.requests;
      assert.equal(path, "/file?x=1");
      assert.equal(headers.get("if-range"), '"one"');
      assert.equal(headers.get("authorization"), "Bearer mine");
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.outcome, line?.attempts, line?.resumptions], ["complete", 2, 1]);
      assert.deepEqual(line?.tried?.map(({ outcome, resume }) => [outcome, resume]), [
        ["response", undefined],
        ["response", "range"],
      ]);
    },
  );

  const kept: Record<string, [script: Script, init: RequestInit, variables: Record<string, string>]> = {
    "if RESUME is off": [brokenFile, {}, { RESUME: "off" }],
    "of a requested range": [
      breakLate([TEXT.slice(10, HALF)], {
        status: 206,
        headers: {
          ...FILE,
          "content-length": `${TEXT.length - 10}`,
          "content-range": `bytes 10-${TEXT.length - 1}/${TEXT.length}`,
        },
      }),
      { headers: { range: "bytes=10-" } },
      {},
    ],
    "whose ETag is weak": [
      breakLate([TEXT.slice(0, HALF)], { headers: { ...WHOLE.headers, etag: 'W/"one"' } }),
      {},
      {},
    ],
  };
  for (const [which, [script, init, variables]] of Object.entries(kept)) {
    test(`doesn't resume a download ${which}`, [script, rest], variables, async ({ proxy, upstream }) => {
      const response = await fetch(`${proxy.url}/file`, init);

      await assert.rejects(response.text());
      assert.equal(upstream.requests.length, 1);
      const [line] = await proxy.log.lines(1);
      assert.equal(line?.outcome, "broken");
    });
  }

  const torn = [...events.slice(0, 4), events[4]?.slice(0, 30) ?? ""];
  test(
    "resumes a Responses stream that its server stores",
    [breakLate(torn), trickle(events.slice(4), 5)],
    {},
    async ({ proxy, upstream }) => {
      const response = await fetch(`${proxy.url}/v1/responses`, REQUEST);

      assert.equal(await response.text(), events.join(""));
      const [, { method, path, headers } = assert.fail()] = upstream.requests;
      assert.deepEqual([method, path], ["GET", "/v1/responses/resp_1?stream=true&starting_after=3"]);
      assert.equal(headers.get("authorization"), "Bearer mine");
      assert.equal(headers.get("content-type"), null);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.outcome, line?.resumptions], ["complete", 1]);
    },
  );

  test(
    "ends a Responses stream with last words if its server no longer knows it",
    [breakLate(torn), respond("", { status: 404 })],
    {},
    async ({ proxy }) => {
      const response = await fetch(`${proxy.url}/v1/responses`, REQUEST);
      let text = "";
      try {
        for await (const chunk of (response.body ?? assert.fail()).pipeThrough(new TextDecoderStream())) text += chunk;
      } catch {
        // Behind its last words, the connection may break.
      }

      assert.ok(text.startsWith(events.slice(0, 4).join("")));
      assert.match(text, /event: error\ndata: {"type":"error","sequence_number":3,.*Upstream broke off/);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.outcome, line?.tried?.map(({ outcome }) => outcome)], ["broken", [
        "response",
        "refused",
      ]]);
    },
  );
}

/** Breaks off once what was sent is read: some runtimes drop what came right before a break. */
function breakLate(chunks: readonly string[], head?: Head): Script {
  return async (exchange) => {
    await stall(chunks, head)(exchange);
    await pause(150, exchange.signal);
    exchange.socket.destroy();
  };
}
