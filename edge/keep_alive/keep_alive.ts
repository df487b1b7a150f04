import { keepUnencoded } from "../answer/complete_body.ts";
import type { KnownStream } from "../answer/stream_ending.ts";
import { optionError } from "../checks/option_error.ts";
import { deferred } from "../runtime/deferred.ts";
import { reportFailure } from "../observe/report_failure.ts";
import type { RequestRecord } from "../observe/request_record.ts";
import { keepAliveBody } from "./keep_alive_body.ts";
import { type EarlyAnswer, earlyAnswer } from "./early_answer.ts";

/**
 * Checks the `keepAlive` option of the proxy.
 *
 * @param given The option.
 * @returns Milliseconds; `0` if it's disabled.
 * @throws {TypeError | RangeError} If it is invalid.
 */
export function keepAliveTime(given: number | false | undefined): number {
  const time = given ?? false;
  if (time === false || typeof time === "number" && Number.isFinite(time) && time >= 0) return time || 0;
  throw optionError("keepAlive", "a number of milliseconds ≥ 0 or false", given);
}

/** Begins the answer to one request itself if the upstream takes too long. */
export class KeepAlive {
  readonly #time: number;
  readonly #record: RequestRecord;
  readonly #left = new AbortController();
  readonly #due = deferred<EarlyAnswer>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasBegun = false;

  /**
   * Constructs a new {@linkcode KeepAlive} instance.
   *
   * @param time Milliseconds until the answer begins, and between two keep-alive messages.
   * @param record The record of the request.
   */
  constructor(time: number, record: RequestRecord) {
    this.#time = time;
    this.#record = record;
  }

  /** Aborts when the client leaves an answer that has begun here. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** Whether the answer has begun here. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Starts the timer, once it's known which stream the request asks for. */
  start(known: KnownStream, url: string): void {
    const early = earlyAnswer(known, url);
    if (early && this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#due.resolve(early), this.#time);
    }
  }

  /**
   * Waits for the upstream's answer until the time is over.
   *
   * @param answered The upstream's answer, as the client gets it.
   * @returns That answer; or one that keeps the client alive first, and continues with it.
   */
  async begin(answered: Promise<Response>): Promise<Response> {
    try {
      const first = await Promise.race([answered, this.#due.promise]);
      return first instanceof Response ? first : this.#beginEarly(first, answered);
    } finally {
      clearTimeout(this.#timer);
    }
  }

  #beginEarly(early: EarlyAnswer, answered: Promise<Response>): Response {
    this.#hasBegun = true;
    answered.catch(reportFailure);
    const body = keepAliveBody({
      early,
      answered,
      interval: this.#time,
      onFailure: (status) => this.#record.failure = status,
      onLeave: (reason) => {
        this.#record.end("client_left");
        this.#left.abort(reason);
      },
    });
    const response = new Response(body, {
      headers: { "content-type": early.type, "cache-control": "no-store", "x-accel-buffering": "no" },
    });
    keepUnencoded(response.headers);
    return response;
  }
}
