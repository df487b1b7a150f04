import assert from "node:assert/strict";
import { createFetch, events, type EventSourceMessage } from "../../mod.ts";
import { manualBody } from "../fixtures/fake_fetch.ts";
import { breakOff, stall } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const SSE = { headers: { "content-type": "text/event-stream" } };

function streamOf(...chunks: (string | Uint8Array)[]): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
        controller.close();
      },
    }),
    SSE,
  );
}

async function all(iterable: AsyncIterable<EventSourceMessage>): Promise<EventSourceMessage[]> {
  const messages: EventSourceMessage[] = [];
  for await (const message of iterable) messages.push(message);
  return messages;
}

Deno.test("events() yields data, event and id, and skips comments", async () => {
  const response = streamOf(": hi\n\nevent: delta\nid: 7\ndata: a\ndata: b\n\n: ping\n\ndata: c\n\n");
  assert.deepEqual((await all(events(response))).map(({ event, id, data }) => ({ event, id, data })), [
    { event: "delta", id: "7", data: "a\nb" },
    { event: undefined, id: undefined, data: "c" },
  ]);
});

Deno.test("events() yields the same, however the bytes are cut", async () => {
  const text = '\uFEFFdata: é😀\r\n\r\nevent: x\rdata: 1\r\r: ping\n\ndata: {"a":[1,2]}\n\n';
  const bytes = new TextEncoder().encode(text);
  const expected = (await all(events(streamOf(text)))).map(({ event, data }) => [event, data]);
  assert.deepEqual(expected, [[undefined, "é😀"], ["x", "1"], [undefined, '{"a":[1,2]}']]);
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
    assert.deepEqual((await all(events(streamOf(...chunks)))).map(({ event, data }) => [event, data]), expected);
  }
});

Deno.test("events() drops what follows the last blank line", async () => {
  assert.deepEqual((await all(events(streamOf("data: a\n\ndata: half")))).map(({ data }) => data), ["a"]);
});

Deno.test("events() yields an event as soon as it's complete", async () => {
  const body = manualBody();
  const iterator = events(new Response(body.stream, SSE))[Symbol.asyncIterator]();
  const next = iterator.next();
  body.push("data: a\n");
  body.push("\n");
  assert.equal((await next).value.data, "a");
  await iterator.return?.();
  assert.ok(body.cancelled);
});

Deno.test("events() cancels the body, and so its connection, when its loop is left", async () => {
  for (const leave of ["break", "throw"]) {
    await using upstream = await scripted(stall(["data: a\n\ndata: b\n\n"]));
    const response = await createFetch()(upstream.url);
    const loop = async () => {
      for await (const { data } of events(response)) {
        assert.equal(data, "a");
        if (leave === "throw") throw new Error("mine");
        break;
      }
    };
    if (leave === "throw") await assert.rejects(loop(), /mine/);
    else await loop();
    await upstream.allClosed();
  }
});

Deno.test("events() throws the error of the body in its loop, after the events before", async () => {
  await using upstream = await scripted(breakOff(["data: a\n\n"]));
  const response = await createFetch()(upstream.url);
  const seen: string[] = [];
  await assert.rejects(async () => {
    for await (const { data } of events(response)) seen.push(data);
  }, TypeError);
  assert.deepEqual(seen, ["a"]);
});

Deno.test("events() throws the TimeoutError of a stream that went stale", async () => {
  await using upstream = await scripted(stall(["data: a\n\n"]));
  const response = await createFetch({ staleTimeout: 50 })(upstream.url);
  await assert.rejects(all(events(response)), { name: "TimeoutError", phase: "stale" });
  await upstream.allClosed();
});

Deno.test("events() refuses a body of another type, and says which", () => {
  for (const type of ["application/json", "text/plain", "text/event-streams", "text/event-stream-x"]) {
    const response = new Response("{}", { headers: { "content-type": type } });
    assert.throws(() => events(response), { name: "TypeError", message: new RegExp(`text/event-stream, got ${type}`) });
    assert.equal(response.body?.locked, false);
  }
});

Deno.test("events() takes a type with parameters or in capitals, or none", async () => {
  for (const type of ["text/event-stream; charset=utf-8", "TEXT/EVENT-STREAM", undefined]) {
    const response = new Response(
      new TextEncoder().encode("data: a\n\n"),
      type ? { headers: { "content-type": type } } : {},
    );
    assert.deepEqual((await all(events(response))).map(({ data }) => data), ["a"]);
  }
});

Deno.test("events() refuses a body that is absent, read or locked, and says which", async () => {
  const absent = new Response(null, { status: 204 });
  const used = new Response("data: a\n\n", SSE);
  await used.text();
  const locked = new Response("data: a\n\n", SSE);
  locked.body?.getReader();
  const refused: [Response, RegExp][] = [
    [absent, /expected a body, got none with status 204$/],
    [used, /expected an unread body, got one that was read already$/],
    [locked, /expected an unread body, got one that a reader holds$/],
  ];
  for (const [response, message] of refused) assert.throws(() => events(response), { name: "TypeError", message });
});

Deno.test("events() refuses what isn't a response, and says what it got", () => {
  const refused: [unknown, string][] = [
    [Promise.resolve(new Response()), "a promise: await it"],
    [undefined, "undefined"],
    ["data: a", "type string"],
  ];
  for (const [given, got] of refused) {
    const message = `Cannot read events: expected a Response, got ${got}`;
    assert.throws(() => events(given as Response), { name: "TypeError", message });
  }
});

Deno.test("events() cancels a body whose chunks cannot be decoded", async () => {
  const body = manualBody();
  body.push({} as Uint8Array<ArrayBuffer>);
  await assert.rejects(all(events(new Response(body.stream, SSE))), TypeError);
  assert.ok(body.cancelled);
});

Deno.test("events() keeps a byte order mark in the middle, even at the beginning of a chunk", async () => {
  assert.deepEqual((await all(events(streamOf("data: a", "\uFEFFb\n\n")))).map(({ data }) => data), ["a\uFEFFb"]);
});

Deno.test("events() refuses an error of another type or of none, says its status, and leaves it to be read", async () => {
  for (const type of ["application/json", undefined]) {
    const response = new Response(new TextEncoder().encode("{}"), {
      status: 429,
      headers: type ? { "content-type": type } : {},
    });
    assert.throws(() => events(response), {
      name: "TypeError",
      message: `Cannot read events: expected a body of type text/event-stream, got ${type ?? "none"} with status 429`,
    });
    assert.equal(await response.text(), "{}");
  }
});

Deno.test("events() reads events whatever the status", async () => {
  const response = new Response("event: error\ndata: busy\n\n", { ...SSE, status: 503 });
  assert.deepEqual((await all(events(response))).map(({ event, data }) => [event, data]), [["error", "busy"]]);
});

Deno.test("events() yields an event that ends in the last CR of the body", async () => {
  for (const chunks of [["data: a\r\r"], ["data: a\r", "\r"], ["data: a\r\r", ""]]) {
    assert.deepEqual((await all(events(streamOf(...chunks)))).map(({ data }) => data), ["a"]);
  }
});

Deno.test("events() yields an event at the CR that ends it, whatever follows", async () => {
  const body = manualBody();
  const iterator = events(new Response(body.stream, SSE))[Symbol.asyncIterator]();
  body.push("data: a\r\r");
  assert.equal((await iterator.next()).value?.data, "a");
  body.push("\ndata: b\r");
  body.push("\n\r\n");
  assert.equal((await iterator.next()).value?.data, "b");
  await iterator.return?.();
});

Deno.test("events() cancels the body of an iterator that is left before its first event", async () => {
  const body = manualBody();
  const iterator = events(new Response(body.stream, SSE))[Symbol.asyncIterator]();
  assert.deepEqual(await iterator.return?.(), { done: true, value: undefined });
  assert.ok(body.cancelled);
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
});

Deno.test("events() ends a pending read if the iterator is left", async () => {
  const body = manualBody();
  const iterator = events(new Response(body.stream, SSE))[Symbol.asyncIterator]();
  const next = iterator.next();
  await iterator.return?.();
  assert.deepEqual(await next, { done: true, value: undefined });
  assert.ok(body.cancelled);
});
