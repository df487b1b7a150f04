import assert from "node:assert/strict";
import {
  createFetch,
  type FetchObserverEvent,
  type FetchOptions,
  openaiResponses,
  resumeEvents,
  resumeRange,
  resumeResponses,
  TimeoutError,
  timingOf,
} from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";
import { openaiResponse } from "../fixtures/llm.ts";
import { answers, type FakeAnswer, fakeFetch, manualBody, untilAborted } from "../fixtures/fake_fetch.ts";

const FILE = "http://upstream.test/file";
const HEADERS = { "accept-ranges": "bytes", "etag": '"v1"', "content-length": "10" };
const PART = { status: 206, headers: { etag: '"v1"', "content-range": "bytes 5-9/10" } };
const RETRY: FetchOptions["retry"] = { maxAttempts: 3, minDelay: 100, maxDelay: 100 };

const range: FetchOptions = { resume: [resumeRange()], retry: RETRY };

/** Answers with a body that breaks behind `text`, some time after. */
function broken(text: string, error: unknown, init?: ResponseInit): FakeAnswer {
  return (call) => {
    const body = manualBody("bytes");
    body.push(text);
    setTimeout(() => body.fail(error), 10);
    return answers(body, init)(call);
  };
}

async function readText(response: Response, texts: string[] = []): Promise<string> {
  for await (const chunk of response.body ?? []) texts.push(new TextDecoder().decode(chunk));
  return texts.join("");
}

Deno.test("createFetch resumes a body inside the same response", async () => {
  using clock = fakeClock();
  const events: FetchObserverEvent[] = [];
  const underlying = fakeFetch(
    broken("01234", new TypeError("reset"), { headers: HEADERS }),
    answers("56789", PART),
  );
  const fetch = createFetch({ ...range, fetch: underlying, onEvent: (event) => events.push(event) });
  const response = await fetch(FILE, { headers: { authorization: "Bearer key" } });
  const text = readText(response);
  await clock.runAllAsync();

  assert.equal(await text, "0123456789");
  const [, second] = underlying.calls;
  const sent = new Headers(second?.init.headers);
  assert.deepEqual([second?.input, second?.init.method, sent.get("authorization")], [FILE, "GET", "Bearer key"]);
  assert.deepEqual(timingOf(response)?.attempts.map(({ outcome, resume }) => [outcome, resume]), [
    ["response", undefined],
    ["response", "range"],
  ]);
  assert.deepEqual(events.map(({ type }) => type), ["attempt", "firstbyte", "resume", "attempt", "firstbyte", "end"]);
});

Deno.test("createFetch errors a body that can't be resumed with its own error, and the reason", async () => {
  using clock = fakeClock();
  const socket = new Error("other side closed");
  const error = new TypeError("terminated", { cause: socket });
  const underlying = fakeFetch(broken("01234", error, { headers: HEADERS }), answers("", { status: 404 }));
  const fetch = createFetch({ ...range, fetch: underlying });
  const texts: string[] = [];
  const reading = assert.rejects(readText(await fetch(FILE), texts), (thrown) => thrown === error);
  await clock.runAllAsync();

  await reading;
  assert.deepEqual(texts, ["01234"]);
  assert.equal((error.cause as Error).message, "Cannot resume: the server answered with status 404");
  assert.equal((error.cause as Error).cause, socket);
});

Deno.test("createFetch says why if the answer to a resumption turns out to be another", async () => {
  using clock = fakeClock();
  const error = new TypeError("terminated");
  const underlying = fakeFetch(
    broken("01234", error, { headers: HEADERS }),
    answers("56789abc", PART),
  );
  const fetch = createFetch({ ...range, fetch: underlying });
  const reading = assert.rejects(readText(await fetch(FILE)), (thrown) => thrown === error);
  await clock.runAllAsync();

  await reading;
  assert.match((error.cause as Error).message, /Cannot resume: the server sent more than the 10 bytes/);
});

Deno.test("createFetch makes no more attempts to resume than a call may make", async () => {
  using clock = fakeClock();
  const error = new TypeError("terminated");
  const underlying = fakeFetch(broken("01234", error, { headers: HEADERS }), answers("", { status: 503 }));
  const fetch = createFetch({ ...range, fetch: underlying });
  const reading = assert.rejects(readText(await fetch(FILE)), (thrown) => thrown === error);
  await clock.runAllAsync();

  await reading;
  assert.equal(underlying.calls.length, 3);
  assert.match((error.cause as Error).message, /status 503/);
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch ends with the caller's signal while it waits to resume", async () => {
  for (const wait of [50, 150]) {
    using _longest = fixedRandom(0.999);
    using clock = fakeClock();
    const underlying = fakeFetch(broken("01234", new Error("reset"), { headers: HEADERS }), untilAborted());
    const controller = new AbortController();
    const fetch = createFetch({ ...range, fetch: underlying });
    const reason = new Error("enough");
    const reading = assert.rejects(
      readText(await fetch(FILE, { signal: controller.signal })),
      (thrown) => thrown === reason,
    );
    await clock.tickAsync(wait);
    controller.abort(reason);
    await reading;
    await clock.runAllAsync();
    assert.deepEqual([underlying.calls.length, clock.timers], [wait < 100 ? 1 : 2, 0]);
  }
});

Deno.test("createFetch ends with the total timeout while it resumes", async () => {
  using clock = fakeClock();
  const underlying = fakeFetch(broken("01234", new Error("reset"), { headers: HEADERS }), untilAborted());
  const fetch = createFetch({ ...range, totalTimeout: 1_000, fetch: underlying });
  const isTotal = (error: unknown) => error instanceof TimeoutError && error.phase === "total";
  const reading = assert.rejects(readText(await fetch(FILE)), isTotal);
  await clock.runAllAsync();

  await reading;
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch leaves nothing behind if its reader goes while it resumes", async () => {
  for (const wait of [50, 150]) {
    using _longest = fixedRandom(0.999);
    using clock = fakeClock();
    const underlying = fakeFetch(broken("01234", new Error("reset"), { headers: HEADERS }), untilAborted());
    const fetch = createFetch({ ...range, fetch: underlying });
    const reader = (await fetch(FILE)).body?.getReader();
    await reader?.read();
    const waiting = reader?.read();
    await clock.tickAsync(wait);
    await reader?.cancel();
    await waiting;
    await clock.runAllAsync();
    assert.deepEqual([underlying.calls.length, clock.timers], [wait < 100 ? 1 : 2, 0]);
    if (wait > 100) assert.ok(underlying.calls[1]?.signal.aborted);
  }
});

Deno.test("createFetch resumes a stream that is silent for too long", async () => {
  using clock = fakeClock();
  const silent = manualBody("bytes");
  silent.push("id: 1\ndata: a\n\nid: 2\nda");
  const type = { headers: { "content-type": "text/event-stream" } };
  const rest = manualBody("bytes");
  rest.push("id: 2\ndata: b\n\n");
  rest.end();
  const underlying = fakeFetch(answers(silent, type), answers(rest, type));
  const fetch = createFetch({ resume: [resumeEvents()], retry: RETRY, staleTimeout: 5_000, fetch: underlying });
  const text = readText(await fetch("http://upstream.test/feed"));
  await clock.runAllAsync();

  assert.equal(await text, "id: 1\ndata: a\n\nid: 2\ndata: b\n\n");
  assert.ok(silent.cancelled || underlying.calls[0]?.signal.aborted);
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch waits as long as an event stream says before it resumes it", async () => {
  using clock = fakeClock();
  const type = { headers: { "content-type": "text/event-stream" } };
  const underlying = fakeFetch(
    answers("retry: 7000\nid: 1\ndata: a\n\n", type),
    answers(null, { status: 204 }),
  );
  const fetch = createFetch({ resume: [resumeEvents()], retry: RETRY, fetch: underlying });
  const text = readText(await fetch("http://upstream.test/feed"));
  await clock.tickAsync(6_999);
  assert.equal(underlying.calls.length, 1);
  await clock.tickAsync(1);
  assert.equal(underlying.calls.length, 2);
  assert.equal(await text, "retry: 7000\nid: 1\ndata: a\n\n");
  assert.equal(new Headers(underlying.calls[1]?.init.headers).get("last-event-id"), "1");
});

Deno.test("createFetch resumes where the attempt went that answered", async () => {
  using clock = fakeClock();
  const underlying = fakeFetch(
    () => Promise.reject(new TypeError("fetch failed")),
    broken("01234", new TypeError("reset"), { headers: HEADERS }),
    answers("56789", PART),
  );
  const fetch = createFetch({
    ...range,
    targets: (_request, attempt) => new URL(`http://${attempt === 1 ? "a" : "b"}.test/file`),
    fetch: underlying,
  });
  const text = fetch("http://a.test/file").then((response) => readText(response));
  await clock.runAllAsync();

  assert.equal(await text, "0123456789");
  const hosts = underlying.calls.map(({ input }) => new URL(input instanceof Request ? input.url : input).host);
  assert.equal(hosts[2], hosts[1]);
});

Deno.test("createFetch resumes no answer that was redirected", async () => {
  using clock = fakeClock();
  const error = new TypeError("reset");
  const underlying = fakeFetch((call) => {
    const response = broken("01234", error, { headers: HEADERS })(call) as Response;
    return Object.defineProperty(response, "redirected", { value: true });
  });
  const reading = assert.rejects(readText(await createFetch({ ...range, fetch: underlying })(FILE)), error);
  await clock.runAllAsync();
  await reading;
  assert.equal(underlying.calls.length, 1);
});

Deno.test("createFetch gets the rest of a response without the body of the request", async () => {
  using clock = fakeClock();
  const words = openaiResponse(["one", " two"]);
  const half = words.slice(0, 4).join("");
  const type = { headers: { "content-type": "text/event-stream" } };
  const underlying = fakeFetch(
    broken(half, new TypeError("reset"), type),
    answers(words.slice(4).join(""), type),
  );
  const fetch = createFetch({
    formats: [openaiResponses()],
    resume: [resumeResponses()],
    retry: RETRY,
    fetch: underlying,
  });
  const response = fetch("https://api.test/v1/responses?api-version=1", {
    method: "POST",
    headers: { "content-type": "application/json", "authorization": "Bearer key" },
    body: JSON.stringify({ model: "m", input: "hi", background: true, stream: true }),
  });
  const text = response.then((given) => readText(given));
  await clock.runAllAsync();

  assert.equal(await text, words.join(""));
  const [, second] = underlying.calls;
  assert.equal(second?.input, "https://api.test/v1/responses/resp_1?api-version=1&stream=true&starting_after=3");
  assert.deepEqual([...new Headers(second?.init.headers)], [["authorization", "Bearer key"]]);
  assert.deepEqual([second?.init.method, second?.init.body], ["GET", undefined]);
});

Deno.test("createFetch resumes a body for a reader that brings its own buffer", async () => {
  using clock = fakeClock();
  const underlying = fakeFetch(
    broken("01234", new TypeError("reset"), { headers: HEADERS }),
    answers("56789", PART),
  );
  const response = await createFetch({ ...range, fetch: underlying })(FILE);
  const reading = (async () => {
    const reader = response.body?.getReader({ mode: "byob" });
    let text = "";
    while (true) {
      const { done, value } = await reader!.read(new Uint8Array(3));
      if (done) return text;
      text += new TextDecoder().decode(value);
    }
  })();
  await clock.runAllAsync();
  assert.equal(await reading, "0123456789");
});
