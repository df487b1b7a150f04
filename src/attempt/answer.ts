import type { LifeDetector } from "../events/life_sign.ts";
import type { StreamJudge } from "../formats/format.ts";
import type { CallRequest } from "../request/call_request.ts";
import { FaithfulResponse, modelOf, type ResponseWithBody } from "../response/faithful_response.ts";
import { watchedBody } from "../response/watched_body.ts";
import type { BodyClose } from "../response/watched_source.ts";
import type { OpenBody } from "../runtime/runtime.ts";
import { runtime } from "../runtime/select_runtime.ts";
import type { AttemptHost } from "./attempt_host.ts";
import { type Beginning, readBeginning } from "./beginning.ts";
import type { Dispatch } from "./dispatch.ts";
import { follow } from "./follow.ts";
import { listens, staleLimit } from "./stale_limit.ts";

/** Options for {@linkcode Answer}. */
export interface AnswerOptions {
  readonly host: AttemptHost;
  readonly request: CallRequest;
  readonly response: ResponseWithBody;
  /** Whose signal and clocks bound the reading. */
  readonly dispatch: Dispatch;
}

/** The response of an attempt: it reads the beginning of the body, and makes the response that the caller gets. */
export class Answer {
  readonly #options: AnswerOptions;
  readonly #body: OpenBody;
  readonly #held: Uint8Array<ArrayBuffer>[] = [];
  #judge: StreamJudge | undefined;
  #isProgress: LifeDetector | undefined;

  constructor(options: AnswerOptions) {
    this.#options = options;
    this.#body = runtime.openBody(options.response, options.response.body);
    this.#watch();
  }

  /** Bytes that were read and are held back. */
  get heldBytes(): number {
    return this.#held.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Whether a format was recognized, whose content counts. */
  get isJudged(): boolean {
    return this.#judge !== undefined;
  }

  /**
   * Reads the body up to the commit, if there is one to wait for. The headers of an error are the answer already, and a
   * subscription may be silent for long.
   *
   * @param onFirstByte Is called when the first byte has come.
   */
  async begin(onFirstByte: () => void): Promise<Beginning> {
    const { host, request, response, dispatch } = this.#options;
    if (!response.ok || !host.guarded || listens(request)) return { kind: "committed" };
    const { firstByteOn, contentTimeout } = host.options;
    return await readBeginning({
      body: this.#body,
      signal: dispatch.signal,
      judge: this.#judge,
      untilContent: this.isJudged && contentTimeout !== false && contentTimeout !== 0,
      isFirstByte: firstByteOn === "chunk" ? undefined : firstByteOn.detect(response),
      isProgress: this.#isProgress,
      held: this.#held,
      onFirstByte,
    });
  }

  /**
   * Makes the response that the caller gets.
   *
   * @param onClose Is called once, when its body has ended, errored or been cancelled, with the number of the attempt
   * that resumed it, if one did.
   */
  response(onClose: (how: BodyClose, resumedBy: number | undefined) => void): Response {
    const { host, request, response, dispatch: { signal, stale } } = this.#options;
    const resumer = follow({ host, request, response, stale: staleLimit(host, request) });
    // A resumption may get the bytes that it holds back a second time, so they are judged when they are handed out.
    if (resumer) this.#watch();
    const name = this.isJudged ? host.format?.name : resumer?.name;
    const broken = new AbortController();
    const body = watchedBody({
      leg: { body: this.#body, signal, stale },
      held: this.#held,
      begun: host.guarded,
      judge: this.#judge,
      complete: host.options.complete,
      detector: this.#isProgress,
      resumer,
      truncated: name !== undefined && (host.options.complete || resumer)
        ? (bytes, end) => host.truncatedError(name, bytes, end?.lastEvent)
        : undefined,
      onClose(how) {
        if (how.type === "error") broken.abort(how.error);
        onClose(how, resumer?.attempt);
      },
    });
    return new FaithfulResponse(response, body, broken.signal, modelOf(response, request));
  }

  /** Frees the body. */
  cancel(reason: unknown): void {
    this.#body.cancel(reason).catch(() => {});
  }

  /** Begins to judge the body, and to look for progress in it. */
  #watch(): void {
    const { host: { format, guarded, options: { progressOn } }, request: { stream }, response } = this.#options;
    this.#judge = stream && guarded && response.ok ? format?.judge(stream, response) : undefined;
    this.#isProgress = progressOn === "chunk" ? undefined : progressOn.detect(response);
  }
}
