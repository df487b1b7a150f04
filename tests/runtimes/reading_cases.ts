import { expectEqual } from "./expect.ts";
import type { Case } from "./suite.ts";

/** Ways to read a body, of which some must fail; each tells what it had of it. */
const READINGS: Record<string, (response: Response) => Promise<unknown>> = {
  "as text": (response) => response.text(),
  "as JSON": (response) => response.json(),
  "as bytes": async (response) => [...new Uint8Array(await response.arrayBuffer())],
  async "as a blob"(response) {
    const blob = await response.blob();
    return [blob.type, await blob.text()];
  },
  async "as a blob of its clone"(response) {
    const blob = await response.clone().blob();
    await response.body?.cancel();
    return [blob.type, await blob.text()];
  },
  "twice": async (response) => [await response.json(), await response.json()],
  "after it was cancelled": async (response) => [await response.body?.cancel(), await response.text()],
  async "while it is locked"(response) {
    const reader = response.body?.getReader();
    try {
      return await response.text();
    } finally {
      await reader?.cancel();
    }
  },
  async "after its first chunk"(response) {
    const reader = response.body?.getReader();
    const { done } = await reader?.read() ?? {};
    reader?.releaseLock();
    try {
      return [done, await response.text()];
    } finally {
      await response.body?.cancel();
    }
  },
  async "and its clone after it"(response) {
    const clone = response.clone();
    return [await response.text(), await clone.json()];
  },
  async "after its clone"(response) {
    const clone = response.clone();
    return [await clone.text(), await response.json()];
  },
  "and cloning it afterwards": async (response) => [await response.text(), response.clone().status],
  async "and looking at it afterwards"(response) {
    await response.text();
    return [response.bodyUsed, response.body === null, response.constructor === Response];
  },
};

/** Compares what comes of reading a response of ours and the platform's own, of the same URL. */
export const readingCases: readonly Case[] = ["json", "no-json"].flatMap((route) =>
  Object.entries(READINGS).map(([name, read]): Case => ({
    name: `reads like the platform's Response: ${route} ${name}`,
    async run({ createFetch }, url) {
      const theirs = await outcome(read(await fetch(`${url}${route}`)));

      expectEqual(await outcome(read(await createFetch()(`${url}${route}`))), theirs);
      // A signal that has not aborted yet changes nothing.
      const { signal } = new AbortController();
      expectEqual(await outcome(read(await createFetch()(`${url}${route}`, { signal }))), theirs);
    },
  }))
);

/** Returns what was read, or the name of the error, whose message is each runtime's own. */
async function outcome(reading: Promise<unknown>): Promise<unknown> {
  try {
    return await reading;
  } catch (error) {
    return (error as Error).name;
  }
}
