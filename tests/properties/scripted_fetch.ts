import { type AttemptScript, type Scenario, scriptOf, textsOf } from "./scenario.ts";

/** One dispatch, as the upstream sees it. */
export interface Dispatch {
  readonly signal: AbortSignal;
  /** Time it came at. */
  readonly at: number;
  /** Whether what it was answered with is closed, or whether it never was and its connection is gone. */
  closed: boolean;
}

/** A `fetch` that answers by script, in virtual time; made by {@linkcode scriptedFetch}. */
export interface ScriptedFetch {
  readonly fetch: typeof globalThis.fetch;
  readonly dispatches: Dispatch[];
  /** Timers of the upstream's that have yet to fire. */
  readonly timers: Set<unknown>;
}

/** Makes a `fetch` that answers each attempt as a scenario has it. */
export function scriptedFetch(scenario: Scenario): ScriptedFetch {
  const dispatches: Dispatch[] = [];
  const timers = new Set<unknown>();

  function after(ms: number, run: () => void): () => void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
    return () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
  }

  function fetch(_: unknown, init: RequestInit = {}): Promise<Response> {
    const signal = init.signal ?? new AbortController().signal;
    const dispatch: Dispatch = { signal, at: performance.now(), closed: false };
    dispatches.push(dispatch);
    const attempt = dispatches.length;
    const script = scriptOf(scenario, attempt);
    return new Promise((resolve, reject) => {
      let stop = () => {};
      if (script.signal === "ignored") {
        // A request without an answer has nothing to close.
        dispatch.closed = script.headersAfter === undefined;
      } else {
        onAbort(signal, () => {
          dispatch.closed = true;
          stop();
          reject(abortError(script, signal));
        });
      }
      if (signal.aborted && script.signal !== "ignored") return;
      if (script.headersAfter === undefined) return;
      stop = after(script.headersAfter, () => {
        if (!script.refuses) return resolve(respond(script, attempt, init, dispatch, after));
        dispatch.closed = true;
        reject(new TypeError(`refused ${attempt}`));
      });
    });
  }
  return { fetch: fetch as typeof globalThis.fetch, dispatches, timers };
}

type After = (ms: number, run: () => void) => () => void;

function respond(script: AttemptScript, attempt: number, init: RequestInit, dispatch: Dispatch, after: After) {
  const headers = new Headers({ "content-type": script.sse ? "text/event-stream" : "application/octet-stream" });
  if (script.retryAfter !== undefined) headers.set("retry-after", `${script.retryAfter}`);
  const texts = textsOf(script, attempt);
  if (script.lengthError !== undefined) headers.set("content-length", `${texts.join("").length + script.lengthError}`);
  const hasBody = script.pieces && ![204, 304].includes(script.status) && init.method !== "HEAD";
  if (!hasBody) dispatch.closed = true;
  const body = hasBody ? scriptedBody(script, texts, dispatch, after) : null;
  const response = new Response(body, { status: script.status, headers });
  const url = `http://upstream.test/${attempt}`;
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: script.redirected } });
}

function scriptedBody(script: AttemptScript, texts: string[], dispatch: Dispatch, after: After) {
  let stop = () => {};
  function close(): void {
    dispatch.closed = true;
    stop();
  }
  function start(controller: ReadableByteStreamController | ReadableStreamDefaultController): void {
    const send = (index: number): void => {
      const piece = script.pieces?.[index];
      if (piece) {
        stop = after(piece.after, () => {
          const chunk = new TextEncoder().encode(texts[index]);
          // A byte stream takes no empty chunk.
          if (!script.bytes || chunk.byteLength > 0) controller.enqueue(chunk);
          send(index + 1);
        });
      } else if (script.end !== "hang") {
        stop = after(script.endAfter, () => {
          close();
          if (script.end === "error") return controller.error(new TypeError("broken"));
          controller.close();
          if ("byobRequest" in controller) controller.byobRequest?.respond(0);
        });
      }
    };
    send(0);
    if (script.signal === "ignored") return;
    onAbort(dispatch.signal, () => {
      if (dispatch.closed) return;
      close();
      controller.error(abortError(script, dispatch.signal));
    });
  }
  const source = { start, cancel: close };
  return script.bytes
    ? new ReadableStream({ ...source, type: "bytes" })
    : new ReadableStream<Uint8Array<ArrayBuffer>>(source);
}

function onAbort(signal: AbortSignal, run: () => void): void {
  if (signal.aborted) run();
  else signal.addEventListener("abort", run, { once: true });
}

// workerd has an error of its own.
function abortError(script: AttemptScript, { reason }: AbortSignal): unknown {
  return script.signal === "generic" ? new DOMException("The operation was aborted", "AbortError") : reason;
}
