import { keepUnencoded } from "../answer/complete_body.ts";
import type { KnownStream } from "../answer/stream_ending.ts";
import { optionError } from "../checks/option_error.ts";
import { deferred } from "../runtime/deferred.ts";
import { reportFailure } from "../observe/report_failure.ts";
import type { RequestRecord } from "../observe/request_record.ts";
import { aliveBody } from "./alive_body.ts";
import { type PromisedAnswer, promisedAnswer } from "./promised_answer.ts";

/**
 * Checks after how long clients are kept alive.
 *
 * @param given The `keepAlive` of the proxy's options.
 * @returns Milliseconds; `0` for never.
 * @throws {TypeError | RangeError} If it is invalid.
 */
export function keepAliveTime(given: number | false | undefined): number {
  const time = given ?? false;
  if (time === false || typeof time === "number" && Number.isFinite(time) && time >= 0) return time || 0;
  throw optionError("keepAlive", "a number of milliseconds ≥ 0 or false", given);
}

/** Begins the answer to one request in the place of its upstream, should that take too long. */
export class KeepAlive {
  readonly #time: number;
  readonly #record: RequestRecord;
  readonly #left = new AbortController();
  readonly #due = deferred<PromisedAnswer>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasBegun = false;

  /**
   * Constructs a new {@linkcode KeepAlive} instance.
   *
   * @param time Milliseconds without content, and between two signs of life.
   * @param record The request's.
   */
  constructor(time: number, record: RequestRecord) {
    this.#time = time;
    this.#record = record;
  }

  /** Aborts when the client leaves an answer that was begun. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** Whether the answer was begun. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Learns what the request asks for; the time runs from here on. */
  know(known: KnownStream, url: string): void {
    const promised = promisedAnswer(known, url);
    if (promised && this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#due.resolve(promised), this.#time);
    }
  }

  /**
   * Waits for an answer, but no longer than a client can be kept waiting in silence.
   *
   * @param answered The answer, with its body as the client is to get it.
   * @returns It, or one that becomes it.
   */
  async begin(answered: Promise<Response>): Promise<Response> {
    try {
      const first = await Promise.race([answered, this.#due.promise]);
      return first instanceof Response ? first : this.#begun(first, answered);
    } finally {
      clearTimeout(this.#timer);
    }
  }

  #begun(promised: PromisedAnswer, answered: Promise<Response>): Response {
    this.#hasBegun = true;
    answered.catch(reportFailure);
    const body = aliveBody({
      promised,
      answered,
      interval: this.#time,
      onFailure: (status) => this.#record.failure = status,
      onLeave: (reason) => {
        this.#record.end("client_left");
        this.#left.abort(reason);
      },
    });
    const response = new Response(body, {
      headers: { "content-type": promised.type, "cache-control": "no-store", "x-accel-buffering": "no" },
    });
    keepUnencoded(response.headers);
    return response;
  }
}
