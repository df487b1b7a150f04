import { expectEqual, rejection } from "../runtimes/expect.ts";
import { type FaultCase, readError, UNCACHED } from "./fault_case.ts";
import type { Http2Fault } from "./http2_upstream.ts";
import { rejects } from "./rejects.ts";

const HTTP1_ALONE = "its fetch speaks HTTP/1.1 alone";
const unavailable: FaultCase["unavailable"] = {
  "the machine's Node": HTTP1_ALONE,
  Bun: HTTP1_ALONE,
  workerd: HTTP1_ALONE,
};

function recovers(name: string, fault: Http2Fault): FaultCase {
  return {
    name: `${name} is re-fetched`,
    unavailable,
    async run({ createFetch }, { http2 }) {
      const response = await createFetch({ retry: { minDelay: 1 } })(http2[fault], UNCACHED);

      expectEqual(await response.text(), "data: answer\n\n");
    },
  };
}

function errs(name: string, fault: Http2Fault): FaultCase {
  return {
    name: `${name} errors the body, and nothing is sent again`,
    unavailable,
    async run({ createFetch, TimeoutError, timingOf }, { http2 }) {
      const response = await createFetch({ retry: { minDelay: 1 } })(http2[fault], UNCACHED);
      const error = await readError(response);

      expectEqual([error instanceof Error, error instanceof TimeoutError], [true, false]);
      expectEqual(timingOf(response)?.attempts.length, 1);
    },
  };
}

/** Faults of HTTP/2. */
export const http2FaultCases: readonly FaultCase[] = [
  recovers("a RST_STREAM before the headers", "reset-stream"),
  errs("a RST_STREAM after the first byte", "reset-stream-after-byte"),
  recovers("a GOAWAY before the headers", "goaway"),
  errs("a GOAWAY that ends the connection after the first byte", "goaway-after-byte"),
  {
    name: "a GOAWAY that spares the stream leaves the body whole",
    unavailable,
    async run({ createFetch }, { http2 }) {
      const response = await createFetch()(http2["goaway-after-all-is-accepted"], UNCACHED);

      expectEqual(await response.text(), "data: first\n\ndata: last\n\n");
    },
  },
];

/** Faults of TLS, where no certificate is trusted that should not be. */
export const tlsFaultCases: readonly FaultCase[] = [
  {
    name: "a certificate that is not trusted rejects with the platform's error after the last attempt",
    // A page isn't told what failed, and Bun, which speaks HTTP/1.1 alone here, only that the handshake did.
    run: (library, place) =>
      rejects("", /Chromium|Bun/.test(place.runtime) ? 2 : 1, ({ untrusted }) => untrusted).run(library, place),
  },
  {
    name: "a TLS handshake that is never answered times out",
    async run({ createFetch, TimeoutError }, { plain }) {
      const fetch = createFetch({ ttfbTimeout: 200, retry: { maxAttempts: 2, ttfbGrowth: 1 } });
      const error = await rejection(fetch(plain.replace("http:", "https:"), UNCACHED));

      expectEqual(error instanceof TimeoutError && [error.phase, error.attempts.length], ["ttfb", 2]);
    },
  },
];
