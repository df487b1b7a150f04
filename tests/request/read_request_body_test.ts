import assert from "node:assert/strict";
import { readRequestBody } from "../../src/request/read_request_body.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { type ManualBody, manualBody } from "../fixtures/fake_fetch.ts";

const GIVEN = { limit: 100, isJson: false, signal: undefined };

function requestOf(body: BodyInit | ManualBody | null): Request {
  const isManual = typeof body === "object" && body !== null && "push" in body;
  const init = { method: "POST", body: isManual ? body.stream : body, duplex: "half" } as RequestInit;
  return new Request("http://upstream.test/", init);
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}

Deno.test("readRequestBody() returns all bytes, up to the limit, with which the request is used up", async () => {
  const body = manualBody();
  for (const chunk of ["pi", "", "ng"]) body.push(chunk);
  body.end();
  const request = requestOf(body);

  const { bytes, once } = await readRequestBody(request, { ...GIVEN, limit: 4 });

  assert.deepEqual([text(bytes), once, request.bodyUsed], ["ping", undefined, true]);
});

Deno.test("readRequestBody() leaves a larger body whole, to be sent once", async () => {
  const body = manualBody();
  for (const chunk of ["pi", "ng", "pong"]) body.push(chunk);
  body.end();
  const request = requestOf(body);

  const read = await readRequestBody(request, { ...GIVEN, limit: 3 });

  assert.deepEqual(read, { once: "maxReplayBytes is 3" });
  assert.equal(await request.text(), "pingpong");
});

Deno.test("readRequestBody() reads nothing beyond the limit", async () => {
  const body = manualBody();
  body.push("ping");
  const { pulls } = body;
  await readRequestBody(requestOf(body), { ...GIVEN, limit: 3 });
  assert.ok(body.pulls - pulls <= 1, `${body.pulls} pulls`);
  assert.equal(body.cancelled, undefined);
});

Deno.test("readRequestBody() has nothing to read if there is no body", async () => {
  const { bytes, once } = await readRequestBody(requestOf(null), GIVEN);
  assert.deepEqual([bytes?.byteLength ?? 0, once], [0, undefined]);
});

for (const [isJson, patience] of [[false, 250], [true, 10_000]] as const) {
  Deno.test(`readRequestBody() waits ${patience} ms for a writer that pauses, whose body is then sent once: JSON ${isJson}`, async () => {
    using clock = fakeClock();
    const body = manualBody();
    body.push("begun, ");
    const request = requestOf(body);
    let read: unknown;
    readRequestBody(request, { ...GIVEN, isJson }).then((result) => read = result);

    await clock.tickAsync(patience - 1);
    assert.equal(read, undefined);
    await clock.tickAsync(1);
    assert.deepEqual([read, clock.timers], [{ once: "its body is a stream" }, 0]);

    body.push("ended");
    body.end();
    assert.equal(await request.text(), "begun, ended");
  });
}

Deno.test("readRequestBody() leaves no timer if the body came in time", async () => {
  using clock = fakeClock();
  await readRequestBody(requestOf("ping"), GIVEN);
  assert.equal(clock.timers, 0);
});

for (const isEarly of [true, false]) {
  Deno.test(`readRequestBody() rejects with the signal's reason, aborted ${isEarly ? "before" : "while it waits"}`, async () => {
    using clock = fakeClock();
    const body = manualBody();
    const controller = new AbortController();
    const reason = new Error("mine");
    if (isEarly) controller.abort(reason);
    const read = assert.rejects(
      readRequestBody(requestOf(body), { ...GIVEN, signal: controller.signal }),
      (error) => error === reason,
    );
    await clock.runMicrotasks();
    controller.abort(reason);
    await read;
    // A body that was cloned is cancelled with the reasons of both branches.
    assert.deepEqual(body.cancelled?.reason, [reason, reason]);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("readRequestBody() rejects with the error of a body that fails", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const error = new Error("theirs");
  const read = assert.rejects(readRequestBody(requestOf(body), GIVEN), (thrown) => thrown === error);
  body.push("pi");
  body.fail(error);
  await read;
  assert.equal(clock.timers, 0);
});
