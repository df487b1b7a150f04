import assert from "node:assert/strict";
import { resumeResponses } from "../../src/resume/resume_responses.ts";
import { openaiResponse } from "../fixtures/llm.ts";
import { madeRequest } from "./made_request.ts";
import { readThrough } from "./read_through.ts";
import { answer, bytesOf, type VirtualServer } from "./virtual_server.ts";

const URL_ = "https://api.test/v1/responses";
const BODY = { model: "m", input: "hi", background: true, stream: true };
const TYPE = { "content-type": "text/event-stream; charset=utf-8" };
const EVENTS = openaiResponse(["one", " two", " three"]);
const WHOLE = EVENTS.join("");
const request = madeRequest(URL_, { body: BODY, headers: { authorization: "Bearer secret" } });

/** A server that breaks the first answer, and continues as told. */
function server(first: string, ...rest: (string | number)[]): VirtualServer {
  return (_request, attempt) => {
    const part = attempt === 1 ? first : rest[attempt - 2] ?? assert.fail("one request too many");
    if (typeof part === "number") return answer(new Response(null, { status: part }), bytesOf("{}"));
    return { ...answer(new Response(null, { headers: TYPE }), bytesOf(part)), clean: false };
  };
}

/** A server that continues behind `starting_after`. */
function honest(first: string): VirtualServer {
  return ({ url }, attempt) => {
    const after = Number(new URL(url).searchParams.get("starting_after"));
    return server(first, EVENTS.slice(after + 1).join(""))({ url, method: "GET", headers: new Headers() }, attempt);
  };
}

function read(source: VirtualServer, sent = request) {
  const { bytes, error, requests } = readThrough(resumeResponses(), source, sent);
  return { text: new TextDecoder().decode(bytes), error, requests };
}

function event(type: string, number?: number, further: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number, ...further })}\n\n`;
}

const created = (id = "resp_1", number = 0) =>
  event("response.created", number, { response: { id, background: true } });

Deno.test("resumeResponses() goes on wherever the stream breaks", () => {
  // Behind the first event something is known of the response, and behind the last one nothing is missing.
  const first = (EVENTS[0] as string).length;
  for (let at = first; at < WHOLE.length; at++) {
    const { text, error, requests } = read(honest(WHOLE.slice(0, at)));
    assert.deepEqual([text, error, requests.length], [WHOLE, undefined, 2], `break at ${at}`);
  }
  assert.deepEqual(read(server(WHOLE)).error, undefined);
});

Deno.test("resumeResponses() can't go on before the first event is whole", () => {
  for (const first of ["", (EVENTS[0] as string).slice(0, -1), ": hi\n\n"]) {
    const { text, error } = read(server(first));
    assert.deepEqual([text, error], [first, "can't be continued"]);
  }
});

Deno.test("resumeResponses() calls the server that answered, at its path, with its query", () => {
  const cases = {
    [URL_]: `${URL_}/resp_1?stream=true&starting_after=0`,
    [`${URL_}/`]: `${URL_}/resp_1?stream=true&starting_after=0`,
    "https://x.openai.azure.com/openai/responses?api-version=2025-04-01-preview":
      "https://x.openai.azure.com/openai/responses/resp_1?api-version=2025-04-01-preview&stream=true&starting_after=0",
  };
  for (const [url, expected] of Object.entries(cases)) {
    const { requests } = read(server(created(), 404), madeRequest(url, { body: BODY }));
    assert.equal(requests[1]?.url, expected);
    assert.equal(requests[1]?.method, "GET");
  }
});

Deno.test("resumeResponses() asks for the same data as the request", () => {
  const body = { ...BODY, include: ["reasoning.encrypted_content"], stream_options: { include_obfuscation: false } };
  const { requests } = read(server(created(), 404), madeRequest(URL_, { body }));
  const { searchParams } = new URL(requests[1]?.url ?? "");
  assert.deepEqual([...searchParams], [
    ["include[]", "reasoning.encrypted_content"],
    ["include_obfuscation", "false"],
    ["stream", "true"],
    ["starting_after", "0"],
  ]);
});

Deno.test("resumeResponses() follows only streams that the server makes without its client", () => {
  const response = new Response(null, { headers: TYPE });
  const policy = resumeResponses();
  assert.ok(policy.follow(request, response));
  const bodies = [
    { ...BODY, background: false },
    { ...BODY, stream: false },
    { ...BODY, background: undefined },
    {
      ...BODY,
      store: false,
    },
    [BODY],
    "x",
    null,
  ];
  for (const body of bodies) assert.equal(policy.follow(madeRequest(URL_, { body }), response), undefined);
  for (const url of ["https://api.test/v1/chat/completions", `${URL_}/compact`, "https://api.test/v1/xresponses"]) {
    assert.equal(policy.follow(madeRequest(url, { body: BODY }), response), undefined, url);
  }
  assert.equal(policy.follow(madeRequest(URL_), response), undefined);
  assert.equal(policy.follow(request, new Response(null, { status: 201, headers: TYPE })), undefined);
  assert.equal(policy.follow(request, new Response(null)), undefined);
  const elsewhere = Object.defineProperty(new Response(null, { headers: TYPE }), "url", { value: "https://b.test/" });
  assert.equal(policy.follow(request, elsewhere), undefined);
});

Deno.test("resumeResponses() leaves a stream alone that it doesn't know", () => {
  const streams = {
    "another first event": event("response.in_progress", 0, { response: { id: "resp_1" } }),
    "no background": event("response.created", 0, { response: { id: "resp_1", background: false } }),
    "no id": event("response.created", 0, { response: {} }),
    "an id that leads elsewhere": created("../../v1/files"),
    "an id of dots": created(".."),
    "no number": event("response.created", undefined, { response: { id: "resp_1" } }),
    "a number left out": created() + event("x", 2),
    "a number twice": created() + event("x", 1) + event("x", 1),
    "an event without a number": created() + event("x"),
    "no JSON": `${created()}data: hi\n\n`,
  };
  for (const [name, stream] of Object.entries(streams)) {
    const { text, error, requests } = read(server(`${stream}data: {`));
    assert.deepEqual([text, error, requests.length], [`${stream}data: {`, "can't be continued", 1], name);
  }
});

Deno.test("resumeResponses() passes on keep-alive events", () => {
  const first = `${created()}: ping\n\n${event("keepalive")}${event("keepalive", 1)}`;
  const rest = `: ping\n\n${event("ping")}${event("response.completed", 2)}`;
  const { text, error, requests } = read(server(first, rest));
  assert.deepEqual([text, error], [first + rest, undefined]);
  assert.match(requests[1]?.url ?? "", /starting_after=1$/);
});

Deno.test("resumeResponses() drops all repeated events", () => {
  for (let from = 0; from <= 4; from++) {
    const { text, error } = read(server(EVENTS.slice(0, 4).join(""), EVENTS.slice(from).join("")));
    assert.deepEqual([text, error], [WHOLE, undefined]);
  }
});

Deno.test("resumeResponses() never leaves an event out, and splices no second response", () => {
  const first = EVENTS.slice(0, 3).join("");
  const refused: [string, RegExp][] = [
    [EVENTS.slice(4).join(""), /event 4 behind event 2/],
    [[...EVENTS.slice(0, 3), ...EVENTS.slice(4)].join(""), /event 4 behind event 2/],
    [[EVENTS[0], EVENTS[2]].join(""), /event 2 behind event 0/],
    [[EVENTS[2], EVENTS[1]].join(""), /event 1 behind event 2/],
    [created("resp_2"), /another response/],
    [event("response.in_progress"), /without a sequence_number/],
    ["data: hi\n\n", /without a sequence_number/],
  ];
  for (const [rest, expected] of refused) {
    const { text, error } = read(server(first, rest));
    assert.match(error ?? "no error", expected);
    assert.equal(text, first);
  }
});

Deno.test("resumeResponses() refuses a server that no longer knows the response", () => {
  for (const status of [400, 401, 404]) {
    assert.equal(read(server(created(), status)).error, `the server answered with status ${status}`);
  }
  const passing = read(server(created(), 503, 429, event("response.completed", 1)));
  assert.equal(passing.error, undefined);
});

Deno.test("resumeResponses() recognizes every end, and ignores a break after it", () => {
  for (
    const type of ["completed", "incomplete", "failed", "cancelled", "done"].map((name) => `response.${name}`).concat(
      "error",
    )
  ) {
    const stream = created() + event(type, 1);
    const { text, error, requests } = read(server(stream));
    assert.deepEqual([text, error, requests.length], [stream, undefined, 1], type);
  }
});

Deno.test("resumeResponses() takes a clean end before the last event for a break", () => {
  const source: VirtualServer = (sent, attempt) => ({
    ...honest(EVENTS.slice(0, 2).join(""))(sent, attempt),
    clean: true,
  });
  assert.deepEqual(read(source).text, WHOLE);
});
