import { expectEqual, rejection } from "./expect.ts";
import { allRequests, breakOff, closed } from "./seen.ts";
import type { Case } from "./suite.ts";

// Chromium's HTTP cache may send a GET again by itself where one for the same URL was aborted just before.
const UNCACHED: RequestInit = { cache: "no-store" };

// To a page, every failure is a "Failed to fetch".
const SAYS_WHY = !("document" in globalThis);

// The first attempt never answers; a busy machine gets all the time it needs for the second.
const cutoff = ({ attempt }: { attempt: number }) => attempt === 1 ? 200 : 20_000;

const recovers = (name: string, route: string): Case => ({
  name,
  async run({ createFetch, timingOf }, url) {
    const response = await createFetch({ ttfbTimeout: cutoff })(`${url}${route}`, UNCACHED);

    expectEqual(await response.text(), "data: answer\n\n");
    expectEqual(timingOf(response)?.attempts.map(({ outcome }) => outcome), ["ttfb", "response"]);
    expectEqual((await allRequests(url)).length, 2);
    await closed(url, 1);
  },
});

function form(): FormData {
  const data = new FormData();
  data.append("file", new Blob(["x".repeat(100_000)]), "name.txt");
  return data;
}

/** What becomes of an upstream that does not answer as it should. */
export const refetchCases: readonly Case[] = [
  recovers("re-fetches a request that hangs before its headers", "hang"),
  recovers("re-fetches a request whose headers are followed by silence", "silence"),
  {
    name: "starts the next attempt beside a silent one, and aborts that once the other has its first byte",
    async run({ createFetch, hedge, timingOf }, url) {
      const fetch = createFetch({ ttfbTimeout: 20_000, hedge: hedge({ after: 200 }) });
      const response = await fetch(`${url}hang`, UNCACHED);

      expectEqual(await response.text(), "data: answer\n\n");
      expectEqual(timingOf(response)?.attempts.map(({ outcome }) => outcome), ["lost", "response"]);
      await closed(url, 1);
    },
  },
  {
    name: "gives a fetch of the caller's own no dispatcher, which another version may not take",
    async run({ createFetch }, url) {
      const seen: boolean[] = [];
      const fetch: typeof globalThis.fetch = (input, init = {}) => {
        seen.push("dispatcher" in init);
        return globalThis.fetch(input, init);
      };
      await (await createFetch({ ttfbTimeout: cutoff, fetch })(`${url}hang`, UNCACHED)).text();

      expectEqual(seen, [false, false]);
    },
  },
  {
    name: "throws a TimeoutError when attempts run out",
    async run({ createFetch, TimeoutError }, url) {
      const fetch = createFetch({ ttfbTimeout: 50, retry: { maxAttempts: 2 } });
      const error = await rejection(fetch(`${url}dead`));

      expectEqual(error instanceof TimeoutError && error.phase, "ttfb");
      expectEqual((error as InstanceType<typeof TimeoutError>).attempts.length, 2);
    },
  },
  {
    name: "errors a stream that goes stale",
    async run({ createFetch, TimeoutError }, url) {
      const response = await createFetch({ staleTimeout: 100 })(`${url}stall`);
      const reader = response.body?.getReader();

      expectEqual(new TextDecoder().decode((await reader?.read())?.value), "data: first\n\n");
      const error = await rejection(reader?.read());
      expectEqual(error instanceof TimeoutError && error.phase, "stale");
      await closed(url, 1);
    },
  },
  {
    name: "errors a stream that breaks off",
    async run({ createFetch }, url) {
      const response = await createFetch()(`${url}stall`);
      const reader = response.body?.getReader();
      await reader?.read();
      const pending = rejection(reader?.read());
      await breakOff(url);

      expectEqual(await pending instanceof Error, true);
      expectEqual((await allRequests(url)).length, 1);
    },
  },
  {
    name: "leaves a redirect that the platform refuses at that, where it says why",
    async run({ createFetch }, url) {
      const count = async (fetch: typeof globalThis.fetch, route: string, redirect: RequestRedirect) => {
        const before = (await allRequests(url)).length;
        await rejection(fetch(`${url}${route}`, { ...UNCACHED, redirect }));
        return (await allRequests(url)).length - before;
      };
      const ours = createFetch({ retry: { minDelay: 0, maxDelay: 0 } });
      for (const [route, mode] of [["redirect", "error"], ["loop", "follow"]] as const) {
        expectEqual(await count(ours, route, mode), await count(fetch, route, mode) * (SAYS_WHY ? 1 : 3));
      }
    },
  },
  ...["reset", "late-reset"].map((route): Case => ({
    name: `re-fetches after a ${route} of the connection`,
    async run({ createFetch }, url) {
      const response = await createFetch({ retry: { minDelay: 1 } })(`${url}${route}`);

      expectEqual(await response.text(), "data: answer\n\n");
    },
  })),
  {
    name: "sends a POST again, byte for byte",
    async run({ createFetch }, url) {
      const body = JSON.stringify({ stream: true, input: "Grüße, 世界" });
      const headers = { "content-type": "application/json", "x-tag": "same" };
      const response = await createFetch({ ttfbTimeout: cutoff })(`${url}hang`, { method: "POST", headers, body });

      expectEqual(await response.text(), "data: answer\n\n");
      const sent = { method: "POST", body, type: "application/json", tag: "same" };
      expectEqual(await allRequests(url), [sent, sent]);
    },
  },
  {
    name: "sends a Request that is too large to be kept once, and whole",
    async run({ createFetch }, url) {
      const body = JSON.stringify({ stream: true, input: "x".repeat(100_000) });
      const headers = { "content-type": "application/json", "x-tag": "same" };
      const request = new Request(`${url}slow`, { method: "POST", headers, body });
      await (await createFetch({ maxReplayBytes: 10 })(request)).text();

      expectEqual(await allRequests(url), [{ method: "POST", body, type: "application/json", tag: "same" }]);
    },
  },
  {
    name: "sends a Request that two calls are given at once a single time",
    async run({ createFetch }, url) {
      const headers = { "content-type": "application/json" };
      const request = new Request(`${url}events`, { method: "POST", headers, body: '{"stream":true}' });
      const fetch = createFetch();
      const [first, second] = [fetch(request), rejection(fetch(request))];

      expectEqual(await second instanceof TypeError, true);
      await (await first).text();
      expectEqual((await allRequests(url)).length, 1);
    },
  },
  ...[undefined, 10].map((maxReplayBytes): Case => ({
    name: `sends a form whole, with its boundary${maxReplayBytes ? ", once where it is too large" : ", again"}`,
    async run({ createFetch }, url) {
      const init = { method: "POST", body: form() };
      const fetch = createFetch({ ttfbTimeout: cutoff, maxReplayBytes, guard: () => true });
      await (await fetch(`${url}${maxReplayBytes ? "slow" : "hang"}`, init)).text();

      const requests = await allRequests(url);
      expectEqual(requests.length, maxReplayBytes ? 1 : 2);
      for (const { body, type } of requests) {
        const boundary = /^multipart\/form-data; *boundary="?([^"]+)/.exec(type ?? "")?.[1];
        expectEqual(boundary !== undefined && body.startsWith(`--${boundary}\r\n`), true);
        expectEqual(body.includes("x".repeat(100_000)), true);
      }
    },
  })),
  {
    // undici 6 cannot send the bytes again that it sent to a redirect.
    name: "follows a redirect with a body that it copied, once",
    async run({ createFetch }, url) {
      for (const body of [new URLSearchParams("a=b"), new Blob(["a=b"])]) {
        await (await createFetch({ guard: () => true })(`${url}moved`, { method: "POST", body })).text();
      }

      expectEqual((await allRequests(url)).map(({ method, body }) => `${method} ${body}`), Array(4).fill("POST a=b"));
    },
  },
  {
    // Node 26 ends its process where a body is cancelled that it makes of a form.
    name: "outlives aborts while a form is copied",
    async run({ createFetch }, url) {
      const fetch = createFetch({ guard: () => true });
      for (let turns = 0; turns < 30; turns++) {
        const controller = new AbortController();
        const init = { method: "POST", body: form(), signal: controller.signal };
        const input = `${url}events`;
        const pending = rejection(turns % 2 ? fetch(new Request(input, init)) : fetch(input, init));
        for (let turn = 0; turn < turns; turn++) await undefined;
        controller.abort("mine");
        expectEqual(await pending, "mine");
      }
    },
  },
  {
    name: "sends a POST that does not stream once, however slow its answer",
    async run({ createFetch }, url) {
      const response = await createFetch({ ttfbTimeout: 20 })(`${url}slow`, { method: "POST", body: "{}" });

      expectEqual(await response.text(), "data: answer\n\n");
      expectEqual((await allRequests(url)).length, 1);
    },
  },
  {
    name: "reads events",
    async run({ createFetch, events }, url) {
      const data = [];
      for await (const event of events(await createFetch()(`${url}events`))) data.push(event.data);

      expectEqual(data, ["one", "two"]);
    },
  },
];
