import type { Fetch } from "../../mod.ts";
import type { VirtualServer } from "./virtual_server.ts";

/** What a virtual `fetch` was called with, and what it left open. */
export interface VirtualFetch {
  readonly fetch: Fetch;
  /** Requests so far. */
  readonly count: number;
  /** Bodies that are neither at their end, nor cancelled, nor aborted. */
  readonly open: number;
}

/** Creates a `fetch` of a virtual server. Its bodies arrive chunk by chunk, and obey their signals. */
export function virtualFetch(server: VirtualServer): VirtualFetch {
  const state = { count: 0, open: 0 };
  const fetch: Fetch = (input, init) => {
    const request = new Request(input, init);
    const { response, chunks, clean } = server(request, ++state.count);
    const { status, headers } = response;
    if (status === 204) return Promise.resolve(response);
    state.open++;
    const rest = [...chunks];
    let isOpen = true;
    const close = () => {
      if (isOpen) state.open--;
      isOpen = false;
    };
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        request.signal.addEventListener("abort", () => {
          if (isOpen) controller.error(request.signal.reason);
          close();
        });
      },
      pull(controller) {
        const chunk = rest.shift();
        if (chunk) return controller.enqueue(chunk);
        close();
        if (clean) controller.close();
        else controller.error(new TypeError("terminated"));
      },
      cancel: close,
    }, { highWaterMark: 0 });
    return Promise.resolve(new Response(body, { status, headers }));
  };
  return {
    fetch,
    get count() {
      return state.count;
    },
    get open() {
      return state.open;
    },
  };
}
