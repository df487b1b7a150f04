import { createFetch, timingOf } from "../../mod.ts";
import { servedProxy } from "../edge/fixtures/served_proxy.ts";
import { residentMemory } from "../faults/resident_memory.ts";
import type { SoakedClient } from "./soak_calls.ts";

/** What can be soaked, by name. */
export const SOAKED_CLIENTS: Record<string, (cutoff: number) => (url: string) => Promise<SoakedClient>> = {
  library: (cutoff) => (url) => {
    const fetch = createFetch({ ttfbTimeout: cutoff });
    return Promise.resolve({
      fetch: (path) => fetch(`${url}${path}`),
      attemptsOf: (response) => timingOf(response)?.attempts.length ?? 0,
      memory: () => residentMemory(Deno.pid),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
  proxy: (cutoff) => async (url) => {
    const proxy = await servedProxy({ UPSTREAM_URL: url, TTFB_TIMEOUT_SECONDS: `${cutoff / 1_000}` });
    return {
      fetch: (path) => fetch(`${proxy.url}${path}`),
      attemptsOf: (response) => Number(response.headers.get("x-firstbyte-attempts")),
      memory: () => residentMemory(proxy.pid),
      [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
    };
  },
};
