import type { FetchRequest } from "../../src/request/fetch_request.ts";
import type { ResumePolicy } from "../../src/resume/resume_policy.ts";
import { concat } from "../../src/resume/events/event_blocks.ts";
import type { VirtualAnswer, VirtualRequest, VirtualServer } from "./virtual_server.ts";

/** What a caller read. */
export interface Reading {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How it ended; `undefined` for a clean end. */
  readonly error: string | undefined;
  /** The requests that the server was sent. */
  readonly requests: readonly VirtualRequest[];
  /** The waits that the server asked for. */
  readonly delays: readonly (number | undefined)[];
}

const MOST_ATTEMPTS = 20;

/** Reads one answer by a policy as a call does: to its end, or to an error. */
export function readThrough(policy: ResumePolicy, server: VirtualServer, request: FetchRequest): Reading {
  return new Reader(policy, server, request).read();
}

class Reader {
  readonly #policy: ResumePolicy;
  readonly #server: VirtualServer;
  readonly #request: FetchRequest;
  readonly #handed: Uint8Array<ArrayBuffer>[] = [];
  readonly #requests: VirtualRequest[] = [];
  readonly #delays: (number | undefined)[] = [];

  constructor(policy: ResumePolicy, server: VirtualServer, request: FetchRequest) {
    this.#policy = policy;
    this.#server = server;
    this.#request = request;
  }

  read(): Reading {
    let error: string | undefined;
    try {
      this.#follow();
    } catch (thrown) {
      error = (thrown as Error).message;
    }
    return { bytes: concat(this.#handed), error, requests: this.#requests, delays: this.#delays };
  }

  #follow(): void {
    let { response, chunks, clean } = this.#send(this.#request);
    const resumption = this.#policy.follow(this.#request, response);
    if (!resumption) {
      this.#handed.push(...chunks);
      if (!clean) throw new Error("not followed");
      return;
    }
    while (true) {
      for (const chunk of chunks) {
        this.#handed.push(resumption.push(chunk).slice());
        // As if the reader had transferred it.
        chunk.fill(0xff);
      }
      if (resumption.whole) return;
      if (clean) {
        const { complete, rest } = resumption.end();
        this.#handed.push(rest);
        if (complete) return;
      }
      const continued = this.#continue(resumption);
      if (!continued) return;
      ({ chunks, clean } = continued);
    }
  }

  #continue(resumption: NonNullable<ReturnType<ResumePolicy["follow"]>>): VirtualAnswer | undefined {
    while (this.#requests.length < MOST_ATTEMPTS) {
      const next = resumption.next();
      if (!next) {
        this.#handed.push(resumption.rest());
        throw new Error("can't be continued");
      }
      this.#delays.push(next.delay);
      const headers = new Headers(this.#request.headers);
      for (const [name, value] of Object.entries(next.headers)) headers.set(name, value);
      const answered = this.#send({ url: next.url ?? this.#request.url, method: "GET", headers });
      const acceptance = resumption.accept(answered.response);
      if (acceptance.kind === "continues") return answered;
      if (acceptance.kind === "ends") return undefined;
      if (!acceptance.transient) throw new Error(acceptance.reason);
    }
    throw new Error("no attempts left");
  }

  #send(request: VirtualRequest): VirtualAnswer {
    this.#requests.push(request);
    return this.#server(request, this.#requests.length);
  }
}
