import { event } from "../../mod.ts";
import type { FetchOptions, LifeSign } from "../../mod.ts";
import { expectEqual, rejection } from "../runtimes/expect.ts";
import { type FaultCase, faultRun, patience, type Place, readError, UNCACHED } from "./fault_case.ts";
import { rejects } from "./rejects.ts";

// Unread bytes that the buffers of two sockets and a parser may hold.
const BOUNDED = 2 ** 25;

/** The next attempt answers. */
function recovers(
  name: string,
  fault: string,
  outcome: "network" | "ttfb" | "either",
  options: FetchOptions,
): FaultCase {
  return {
    name: `${name} is re-fetched`,
    async run({ createFetch, timingOf }, { plain }) {
      const run = faultRun(plain);
      const response = await createFetch({ retry: { minDelay: 1 }, ...options })(run.url(fault), UNCACHED);

      expectEqual(await response.text(), "data: answer\n\n");
      const [first] = timingOf(response)?.attempts ?? [];
      if (outcome !== "either") expectEqual(first?.outcome, outcome);
      const { requests, written } = await run.closed();
      expectEqual(requests, 2);
      expectEqual(written.every((bytes) => bytes < BOUNDED), true);
    },
  };
}

/** The body errors, and nothing is retried. */
function errs(name: string, fault: string): FaultCase {
  return {
    name: `${name} errors the body, and nothing is sent again`,
    async run({ createFetch, TimeoutError }, { plain }) {
      const run = faultRun(plain);
      const response = await createFetch({ retry: { minDelay: 1 } })(run.url(fault), UNCACHED);
      const error = await readError(response);

      expectEqual([error instanceof Error, error instanceof TimeoutError], [true, false]);
      expectEqual((await run.closed()).requests, 1);
    },
  };
}

const asksForRefused = async ({ plain }: Place) => await (await fetch(faultRun(plain).url("refused"), UNCACHED)).text();
const byEvent: { firstByteOn: LifeSign; progressOn: LifeSign } = { firstByteOn: event(), progressOn: event() };

/** Faults that need nothing but a socket. */
export const plainFaultCases: readonly FaultCase[] = [
  rejects("a refused connection", 2, asksForRefused),
  recovers("a reset before the headers", "reset", "network", {}),
  rejects("a reset of every connection", 2, ({ plain }) => faultRun(plain).url("resets")),
  recovers("a reset after the headers", "reset-after-headers", "network", {}),
  errs("a reset after the first byte", "reset-after-byte"),
  recovers("a socket half-closed before the headers", "half-close", "network", {}),
  errs("a socket half-closed between chunks", "half-close-chunked"),
  errs("a socket half-closed short of its length", "half-close-length"),
  {
    name: "a flood of headers is re-fetched, or rejects with the platform's error",
    async run(library, place) {
      const refuses = rejects("", 1, () => faultRun(place.plain).url("header-flood"));
      const recovered = recovers("", "header-flood", "either", { ttfbTimeout: patience });
      // A platform that has a limit would meet it again; a page isn't told, and another platform has none.
      await recovered.run(library, place).catch(() => refuses.run(library, place));
    },
  },
  recovers("a drip of headers", "header-drip", "ttfb", { ttfbTimeout: patience }),
  {
    name: "garbage after the length reaches nobody",
    async run({ createFetch }, { plain, runtime }) {
      const [run, client] = [faultRun(plain), createFetch({ retry: { minDelay: 1 } })];

      expectEqual(await (await client(run.url("garbage"), UNCACHED)).text(), "hello");
      // workerd keeps the connection, and takes the garbage for a next answer that it cannot read.
      const next = client(run.url("answer"), UNCACHED).then((response) => response.text(), () => "an error");
      expectEqual(await next, runtime === "workerd" ? "an error" : "data: answer\n\n");
    },
  },
  {
    name: "a truncated gzip ends as the platform has it end",
    async run({ createFetch }, { plain }) {
      const client = createFetch({ retry: { minDelay: 1 } });
      const end = (response: Response) => response.text().then((text) => text.length, () => "an error");
      const theirs = await end(await fetch(faultRun(plain).url("truncated-gzip"), UNCACHED));
      const ours = await client(faultRun(plain).url("truncated-gzip"), UNCACHED).then(end, () => "an error");

      expectEqual(ours, theirs);
    },
  },
  recovers("an endless row of comments", "comments", "ttfb", { ttfbTimeout: patience, ...byEvent }),
  {
    name: "an endless row of comments after an event errors the body as stale",
    async run({ createFetch, TimeoutError }, { plain }) {
      const run = faultRun(plain);
      const response = await createFetch({ staleTimeout: 200, ...byEvent })(run.url("comments-after-event"), UNCACHED);
      const error = await readError(response);

      expectEqual(error instanceof TimeoutError && error.phase, "stale");
      expectEqual((await run.closed()).requests, 1);
    },
  },
  {
    name: "an event larger than the parser's limit errs, and no more of it is read",
    async run({ createFetch, events }, { plain }) {
      const run = faultRun(plain);
      const response = await createFetch()(run.url("endless-event"), UNCACHED);
      const reading = (async () => {
        for await (const _ of events(response, { maxBufferSize: 100_000 }));
      })();
      const error = await rejection(reading);

      expectEqual(
        String(error),
        "RangeError: Cannot read events: expected at most 100000 characters in one, got more",
      );
      const { requests, written } = await run.closed();
      expectEqual([requests, written.every((bytes) => bytes < BOUNDED)], [1, true]);
    },
  },
];
