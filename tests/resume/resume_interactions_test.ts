import assert from "node:assert/strict";
import { resumeInteractions } from "../../src/resume/resume_interactions.ts";
import { madeRequest } from "./made_request.ts";
import { readThrough } from "./read_through.ts";
import { answer, bytesOf, type VirtualServer } from "./virtual_server.ts";

const URL_ = "https://api.test/v1beta/interactions";
const BODY = { agent: "deep-research", input: "hi", background: true, stream: true };
const TYPE = { "content-type": "text/event-stream" };
const request = madeRequest(URL_, { body: BODY });
const FIRST = event("interaction.created", "e/0=", { interaction: { id: "int_1" } });
const DELTAS = ["a", "b"].map((text) => event("step.delta", `e/${text}=`, { delta: { type: "text", text } }));
const LAST = event("interaction.completed", "e/2=", { interaction: { id: "int_1", status: "completed" } });
const DONE = "event: done\ndata: [DONE]\n\n";
const WHOLE = [FIRST, ...DELTAS, LAST, DONE].join("");

function event(event_type: string, event_id: string | undefined, further: object = {}): string {
  return `event: ${event_type}\ndata: ${JSON.stringify({ event_type, event_id, ...further })}\n\n`;
}

function read(...parts: (string | number)[]) {
  const server: VirtualServer = (_request, attempt) => {
    const part = parts[attempt - 1] ?? assert.fail("one request too many");
    if (typeof part === "number") return answer(new Response(null, { status: part }), bytesOf("{}"));
    return { ...answer(new Response(null, { headers: TYPE }), bytesOf(part)), clean: part.endsWith(DONE) };
  };
  const { bytes, error, requests } = readThrough(resumeInteractions(), server, request);
  return { text: new TextDecoder().decode(bytes), error, urls: requests.slice(1).map(({ url }) => url) };
}

Deno.test("resumeInteractions() goes on behind the last event", () => {
  const { text, error, urls } = read(`${FIRST}${DELTAS[0]}event: st`, DELTAS[1] as string, LAST + DONE);
  // The caller learns no more from the sentinel than from the event before it.
  assert.deepEqual([text, error], [WHOLE, undefined]);
  assert.deepEqual(urls, [
    `${URL_}/int_1?stream=true&last_event_id=e%2Fa%3D`,
    `${URL_}/int_1?stream=true&last_event_id=e%2Fb%3D`,
  ]);
});

Deno.test("resumeInteractions() takes a break behind the last event for the end", () => {
  assert.deepEqual(read(WHOLE.slice(0, -DONE.length)), {
    text: WHOLE.slice(0, -DONE.length),
    error: undefined,
    urls: [],
  });
});

Deno.test("resumeInteractions() drops repeated events, and splices nothing else", () => {
  const before = FIRST + DELTAS[0];
  assert.equal(read(before, WHOLE).text, WHOLE);
  assert.match(read(before, FIRST.replace("int_1", "int_2")).error ?? "", /another interaction/);
  assert.match(read(before, FIRST + DELTAS[0]?.replace('"a"', '"A"')).error ?? "", /other content/);
  assert.match(read(before, event("step.delta", undefined)).error ?? "", /without an id/);
  assert.match(read(before, 404).error ?? "", /status 404/);
});

Deno.test("resumeInteractions() resumes no stream whose place isn't known", () => {
  const streams = [
    DELTAS[0] as string,
    FIRST + event("step.delta", undefined),
    event("interaction.created", "e0", { interaction: {} }),
    event("step.delta", "e0", { interaction: { id: "int_1" } }),
    event("interaction.created", "e0", { interaction: { id: "a/../../files" } }),
    "",
  ];
  for (const stream of streams) assert.deepEqual(read(stream), { text: stream, error: "can't be continued", urls: [] });
});

Deno.test("resumeInteractions() judges a continuation, not the stream that it follows", () => {
  const nested = event("step.delta", "e/n=", { interaction: { id: "int_2" } });
  const whole = FIRST + nested + LAST + DONE;
  assert.deepEqual(read(whole), { text: whole, error: undefined, urls: [] });
});

Deno.test("resumeInteractions() follows interactions in the background only", () => {
  const response = new Response(null, { headers: TYPE });
  const policy = resumeInteractions();
  assert.ok(policy.follow(request, response));
  assert.ok(!policy.follow(madeRequest(URL_, { body: { ...BODY, background: false } }), response));
  assert.ok(!policy.follow(madeRequest(URL_, { body: { ...BODY, store: false } }), response));
  assert.ok(!policy.follow(madeRequest("https://api.test/v1/responses", { body: BODY }), response));
});
