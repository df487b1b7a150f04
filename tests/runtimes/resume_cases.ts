import { expectEqual } from "./expect.ts";
import { DOWNLOAD, EVENTS, RESPONSE } from "./resumed_answers.ts";
import { allRequests } from "./seen.ts";
import type { Case } from "./suite.ts";

// Chromium's HTTP cache may make range requests of its own.
const UNCACHED: RequestInit = { cache: "no-store" };
const RETRY = { maxAttempts: 10, minDelay: 1, maxDelay: 5 };

/** What goes on where it broke. */
export const resumeCases: readonly Case[] = [
  {
    name: "resumes a download byte for byte, as often as it breaks",
    async run({ createFetch, resumeRange, timingOf }, url) {
      const fetch = createFetch({ resume: [resumeRange()], retry: RETRY });
      const response = await fetch(`${url}download`, UNCACHED);

      expectEqual([...await response.bytes?.() ?? new Uint8Array(await response.arrayBuffer())], [...DOWNLOAD]);
      expectEqual((await allRequests(url)).length, 4);
      expectEqual(timingOf(response)?.attempts.map(({ resume }) => resume ?? "first"), [
        "first",
        "range",
        "range",
        "range",
      ]);
    },
  },
  {
    name: "splices no other version into a download",
    async run({ createFetch, resumeRange }, url) {
      const fetch = createFetch({ resume: [resumeRange()], retry: RETRY });
      const response = await fetch(`${url}changed`, UNCACHED);

      // Firefox's own fetch takes what broke off for whole, if it's decoded.
      await response.arrayBuffer().catch(() => {});
      expectEqual((await allRequests(url)).length, 2);
    },
  },
  {
    name: "resumes no download that the runtime decodes",
    async run({ createFetch, resumeRange, timingOf }, url) {
      const fetch = createFetch({ resume: [resumeRange()], retry: RETRY });
      const response = await fetch(`${url}coded`, UNCACHED);

      // Firefox's own fetch takes what broke off for whole, if it's decoded.
      await response.arrayBuffer().catch(() => {});
      // It may break before anything of it is decoded, and is fetched anew then.
      expectEqual(timingOf(response)?.attempts.filter(({ resume }) => resume), []);
    },
  },
  {
    name: "resumes an event stream behind its last event",
    async run({ createFetch, events, resumeEvents }, url) {
      const fetch = createFetch({ resume: [resumeEvents()], retry: RETRY });
      const response = await fetch(`${url}feed`, { ...UNCACHED, headers: { accept: "text/event-stream" } });
      const seen = [];
      for await (const { data } of events(response)) seen.push(data);

      expectEqual(seen, EVENTS.map(({ data }) => data));
    },
  },
  {
    name: "resumes a response that is made in the background",
    async run({ createFetch, resumeResponses }, url) {
      const fetch = createFetch({ resume: [resumeResponses()], retry: RETRY });
      const body = JSON.stringify({ background: true, stream: true });
      const response = await fetch(`${url}responses`, { ...UNCACHED, method: "POST", body });

      expectEqual(await response.text(), RESPONSE.join(""));
      // Bun may lose what came right before the end of a connection, and has to go on once more.
      const methods = (await allRequests(url)).map(({ method }) => method);
      expectEqual(methods, methods.map((_, index) => index === 0 ? "POST" : "GET"));
    },
  },
];
