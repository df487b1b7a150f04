import { type Deferred, deferred } from "../runtime/deferred.ts";
import type { LiveNews, LiveRequest } from "./live_request.ts";
import type { LiveRequests } from "./live_requests.ts";

// Milliseconds between two events, at least and at most.
const SHORTEST_GAP = 200;
const LONGEST_GAP = 10_000;

/**
 * Creates a stream of Server-Sent Events: first all requests, then the changed ones. A slow page misses intermediate
 * states, but never the last one.
 *
 * @param live The requests.
 * @returns The stream.
 */
export function liveEvents(live: LiveRequests): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let changed = new Map(live.all.map((request): [number, LiveRequest] => [request.number, request]));
  let wake: Deferred<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = live.onChange((request) => {
    changed.set(request.number, request);
    wake?.resolve();
  });
  let isFirst = true;

  function pause(ms: number, until: Promise<void>): Promise<void> {
    const over = new Promise<void>((resolve) => timer = setTimeout(resolve, ms));
    return Promise.race([over, until]).finally(() => clearTimeout(timer));
  }

  return new ReadableStream({
    async pull(controller) {
      if (!isFirst) {
        await pause(SHORTEST_GAP, new Promise(() => {}));
        wake = deferred();
        if (changed.size === 0) await pause(LONGEST_GAP, wake.promise);
      }
      isFirst = false;
      const news: LiveNews = { now: Date.now(), requests: [...changed.values()] };
      changed = new Map();
      controller.enqueue(encoder.encode(`data: ${JSON.stringify(news)}\n\n`));
    },
    cancel() {
      stop();
      clearTimeout(timer);
      wake?.resolve();
    },
  }, { highWaterMark: 0 });
}
