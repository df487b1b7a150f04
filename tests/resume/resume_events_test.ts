import assert from "node:assert/strict";
import { resumeEvents } from "../../src/resume/resume_events.ts";
import { madeRequest } from "./made_request.ts";
import { readThrough } from "./read_through.ts";
import { answer, bytesOf, type VirtualAnswer, type VirtualServer } from "./virtual_server.ts";

const URL_ = "http://upstream.test/feed";
const request = madeRequest(URL_, { headers: { accept: "text/event-stream" } });
const TYPE = { "content-type": "text/event-stream" };

interface Part {
  readonly text: string;
  readonly clean?: boolean;
  readonly status?: number;
  readonly type?: string;
}

/** Answers one request after another. */
function inOrder(...parts: (Part | string)[]): VirtualServer {
  return (_request, attempt): VirtualAnswer => {
    const part = parts[attempt - 1];
    const { text, clean = false, status = 200, type = TYPE["content-type"] } = typeof part === "string"
      ? { text: part }
      : part ?? assert.fail("one request too many");
    const response = new Response(null, { status, headers: { "content-type": type } });
    return { ...answer(response, bytesOf(text)), clean };
  };
}

function read(...parts: (Part | string)[]) {
  const { bytes, error, requests, delays } = readThrough(resumeEvents(), inOrder(...parts), request);
  const ids = requests.slice(1).map(({ headers }) => headers.get("last-event-id"));
  return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), error, ids, delays };
}

const end = { text: "", status: 204 };

Deno.test("resumeEvents() goes on behind the last whole event", () => {
  const { text, error, ids } = read("id: 1\ndata: a\n\nid: 2\nda", "id: 2\ndata: b\n\n", { text: "", clean: true });
  assert.deepEqual([text, error, ids], ["id: 1\ndata: a\n\nid: 2\ndata: b\n\n", undefined, ["1", "2"]]);
});

Deno.test("resumeEvents() follows GETs for event streams only, unredirected", () => {
  const response = new Response(null, { headers: TYPE });
  const policy = resumeEvents();
  assert.ok(policy.follow(request, response));
  assert.equal(policy.follow(madeRequest(URL_, { method: "POST" }), response), undefined);
  assert.equal(policy.follow(madeRequest(URL_, { method: "HEAD" }), response), undefined);
  assert.equal(policy.follow(request, new Response(null, { status: 201, headers: TYPE })), undefined);
  assert.equal(policy.follow(request, new Response(null, { headers: { "content-type": "text/plain" } })), undefined);
  const redirected = Object.defineProperty(new Response(null, { headers: TYPE }), "redirected", { value: true });
  assert.equal(policy.follow(request, redirected), undefined);
});

for (const repeated of ["id: 1\ndata: a\n\n", ": comment\n\n"]) {
  Deno.test(`resumeEvents() resumes after a clean end until a broken event is whole, after ${JSON.stringify(repeated)}`, () => {
    const parts = ["id: 1\ndata: a\n\nid: 2\nda", { text: repeated, clean: true }, "id: 2\ndata: b\n\n"];
    const { text, error, ids } = read(...parts, { text: "", clean: true });
    assert.ok(text.endsWith("id: 2\ndata: b\n\n"));
    assert.deepEqual([error, ids], [undefined, ["1", "1", "2"]]);
  });
}

Deno.test("resumeEvents() refuses a continuation that was redirected", () => {
  const resumption = resumeEvents().follow(request, new Response(null, { headers: TYPE })) ?? assert.fail();
  resumption.push(bytesOf("id: 1\ndata: a\n\n"));
  resumption.next();
  const redirected = Object.defineProperty(new Response(null, { headers: TYPE }), "redirected", { value: true });
  assert.deepEqual(resumption.accept(redirected), {
    kind: "refused",
    reason: "the server redirected",
    transient: false,
  });
});

Deno.test("resumeEvents() counts no ids once an event had none", () => {
  const { text, error } = read("id: 1\ndata: a\n\ndata: b\n\nid: 5\ndata: c\n\n", "id: 9\ndata: d\n\n", end);
  assert.deepEqual([text.split("\n\n").length, error], [5, undefined]);
});

Deno.test("resumeEvents() ends with 204", () => {
  assert.deepEqual(read("id: 1\ndata: a\n\n", end), {
    text: "id: 1\ndata: a\n\n",
    error: undefined,
    ids: ["1"],
    delays: [undefined],
  });
});

Deno.test("resumeEvents() takes a stream for whole once the server has nothing more", () => {
  const resumption = resumeEvents().follow(request, new Response(null, { headers: TYPE })) ?? assert.fail();
  resumption.push(bytesOf("retry: 1\nid: 1\ndata: a\n\n"));
  assert.deepEqual([resumption.end().complete, resumption.whole], [false, false]);
  resumption.next();
  assert.equal(resumption.accept(new Response(null, { status: 204 })).kind, "ends");
  assert.deepEqual([resumption.end().complete, resumption.whole], [true, true]);
});

Deno.test("resumeEvents() doesn't take 204 for the end if an event had begun", () => {
  const { text, error } = read("id: 1\ndata: a\n\nid: 2\n", end);
  assert.equal(text, "id: 1\ndata: a\n\n");
  assert.match(error ?? "", /nothing more, though an event had begun/);
  assert.equal(read("id: 1\ndata: a\n\nid: 2\n", "id: 2\ndata: b\n\n", end).error, undefined);
  assert.equal(read("id: 1\ndata: a\n\n: comm", end).error, undefined);
});

Deno.test("resumeEvents() waits as long as the server asks to", () => {
  const { delays } = read("retry: 50\nid: 1\ndata: a\n\n", "id: 2\nretry: 7\ndata: b\n\n", "id: 3\nretry: x\n\n", end);
  assert.deepEqual(delays, [50, 7, 7]);
});

Deno.test("resumeEvents() takes a clean end for the end, unless the server has sent retry", () => {
  const clean = (text: string) => ({ text, clean: true });
  assert.deepEqual(read(clean("id: 1\ndata: a\n\nid: 2\n")).text, "id: 1\ndata: a\n\nid: 2\n");
  const polled = read(clean("id: 1\nretry: 5\ndata: \n\n"), clean(""), clean("id: 2\ndata: b\n\n"), end);
  assert.deepEqual([polled.text, polled.error], ["id: 1\nretry: 5\ndata: \n\nid: 2\ndata: b\n\n", undefined]);
  assert.deepEqual(polled.ids, ["1", "1", "2"]);
});

Deno.test("resumeEvents() doesn't take a clean end for the end if an event had begun before", () => {
  const { error, ids } = read("id: 1\ndata: a\n\nid: 2\n", { text: "", clean: true }, "id: 2\ndata: b\n\n", end);
  assert.deepEqual([error, ids], [undefined, ["1", "1", "2"]]);
});

Deno.test("resumeEvents() accepts a clean end if nothing can be resumed, even after the server's retry", () => {
  const { text, error, ids } = read({ text: "retry: 5\ndata: a\n\ndata: b", clean: true });
  assert.deepEqual([text, error, ids], ["retry: 5\ndata: a\n\ndata: b", undefined, []]);
});

Deno.test("resumeEvents() resumes no stream whose place isn't known", () => {
  const streams = {
    "no id": "data: a\n\n",
    "an event without an id behind the last one": "id: 1\ndata: a\n\ndata: b\n\n",
    "an id taken back": "id: 1\ndata: a\n\nid\ndata: b\n\n",
    "an id with NULL": "id: a\0\ndata: a\n\n",
    "an id that a header changes": "id:  1\ndata: a\n\n",
    "an id of control characters": "id: 1\x01\ndata: a\n\n",
    "two events with one id": "id: 1\ndata: a\n\nid: 1\ndata: b\n\n",
    "nothing": "",
  };
  for (const [name, stream] of Object.entries(streams)) {
    const { text, error, ids } = read(`${stream}data: par`);
    assert.deepEqual([text, error, ids], [`${stream}data: par`, "can't be continued", []], name);
  }
});

Deno.test("resumeEvents() resumes a stream again if its last event has an id", () => {
  const { error, ids } = read("data: a\n\nid: 1\ndata: b\n\ndata: c\n\nid: 2\n\n", end);
  assert.deepEqual([error, ids], [undefined, ["2"]]);
});

Deno.test("resumeEvents() sends an id as its UTF-8 bytes", () => {
  const { ids } = read("id: é✓\ndata: a\n\n", end);
  const bytes = Uint8Array.from(ids[0] ?? "", (character) => character.charCodeAt(0));
  assert.equal(new TextDecoder().decode(bytes), "é✓");
});

Deno.test("resumeEvents() drops repeated events", () => {
  const [a, b, c] = ["id: x\ndata: a\n\n", "id: y\ndata: b\n\n", "id: z\ndata: c\n\n"];
  for (const again of [a + b + c, b + c, `: hi\n\n${b}${c}`]) {
    const { text, error } = read(a + b, again, end);
    assert.deepEqual([text.replace(": hi\n\n", ""), error], [a + b + c, undefined]);
  }
});

Deno.test("resumeEvents() drops events without ids among those that the server repeats", () => {
  const [a, b, c] = ["id: x\ndata: a\n\n", "data: b\n\n", "id: z\ndata: c\n\n"];
  assert.equal(read(a + b + c, a + b + c, end).text, a + b + c);
});

Deno.test("resumeEvents() splices no second stream", () => {
  const [a, b] = ["id: 1\ndata: a\n\n", "id: 2\ndata: b\n\n"];
  const others: [string, string, RegExp][] = [
    ["another content", "id: 1\ndata: A\n\n", /other content/],
    ["another content later", `${a}id: 2\ndata: B\n\n`, /other content/],
    ["another order", b + a, /after a new one/],
    ["an event between", `${a}data: x\n\n${b}`, /other content/],
    ["an event without an id at first", "data: hello\n\nid: 3\ndata: c\n\n", /without an id/],
    ["a skipped event", "id: 4\ndata: d\n\n", /skipped an event/],
    ["a skipped event after repeated ones", `${a}${b}id: 4\ndata: d\n\n`, /skipped an event/],
    ["an old event after a new one", `id: 3\ndata: c\n\n${a}`, /after a new one/],
  ];
  for (const [name, rest, expected] of others) {
    const { text, error } = read(a + b, rest, end);
    assert.match(error ?? "no error", expected, name);
    assert.ok(text === a + b || text === `${a}${b}id: 3\ndata: c\n\n`, name);
  }
});

Deno.test("resumeEvents() refuses an answer that isn't the rest of the stream", () => {
  const refused: [Part, RegExp][] = [
    [{ text: "", status: 404 }, /status 404/],
    [{ text: "", status: 205 }, /status 205/],
    [{ text: "id: 2\n\n", type: "text/html" }, /isn't an event stream/],
  ];
  for (const [part, expected] of refused) assert.match(read("id: 1\n\n", part).error ?? "no error", expected);
});

Deno.test("resumeEvents() retries after a temporary status, such as a conflict", () => {
  const { text, error } = read("id: 1\n\n", { text: "", status: 409 }, { text: "", status: 503 }, "id: 2\n\n", end);
  assert.deepEqual([text, error], ["id: 1\n\nid: 2\n\n", undefined]);
});

Deno.test("resumeEvents() hands out one byte order mark at most", () => {
  const { text, ids } = read("\uFEFFid: 1\n\n", "\uFEFFid: 1\n\nid: 2\n\n", end);
  assert.deepEqual([text, ids], ["\uFEFFid: 1\n\nid: 2\n\n", ["1", "2"]]);
  const comment = read("id: 1\n\n", "\uFEFF: hi\n\nid: 2\n\n", end);
  assert.equal(comment.text, "id: 1\n\n: hi\n\nid: 2\n\n");
});

Deno.test("resumeEvents() passes on an event of more than 16 MiB, and then resumes nothing", () => {
  const stream = bytesOf(`id: 1\n\nid: 2\ndata: ${"x".repeat(17 * 2 ** 20)}\n\nid: 3\n\n`);
  const server: VirtualServer = () =>
    answer(new Response(null, { headers: TYPE }), stream, { at: 1, clean: false, sizes: [2 ** 20] });
  const { bytes, error, requests } = readThrough(resumeEvents(), server, request);
  assert.deepEqual([bytes.length, error, requests.length], [stream.length, "can't be continued", 1]);
});

Deno.test("resumeEvents() errors if an event of a continuation is larger than 16 MiB", () => {
  const stream = bytesOf(`id: 2\ndata: ${"x".repeat(17 * 2 ** 20)}\n\n`);
  const server: VirtualServer = (_request, attempt) =>
    answer(
      new Response(null, { headers: TYPE }),
      attempt === 1 ? bytesOf("id: 1\n\n") : stream,
      { at: 1, clean: false, sizes: [2 ** 20] },
    );
  assert.match(readThrough(resumeEvents(), server, request).error ?? "no error", /more than 16777216 bytes/);
});
