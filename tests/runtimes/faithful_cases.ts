import { expectEqual } from "./expect.ts";
import type { Case } from "./suite.ts";

/** Compares a response of ours with the platform's own, of the same URL. */
function looksLikePlatform(name: string, route: string, init?: RequestInit): Case {
  return {
    name: `looks like the platform's Response: ${name}`,
    async run({ createFetch }, url) {
      const [theirs, ours] = [await fetch(`${url}${route}`, init), await createFetch()(`${url}${route}`, init)];

      expectEqual(ours instanceof Response, true);
      expectEqual(look(ours), look(theirs));
      expectEqual(look(ours.clone()), look(theirs.clone()));
      expectEqual(await ours.clone().text(), await theirs.clone().text());
      expectEqual(await ours.text(), await theirs.text());
      expectEqual([ours.bodyUsed, ours.body === null], [theirs.bodyUsed, theirs.body === null]);
    },
  };
}

export const faithfulCases: readonly Case[] = [
  {
    name: "has what the platform's fetch has beside its call",
    run({ createFetch }) {
      expectEqual(Object.entries(createFetch()).map(say), Object.entries(fetch).map(say));
      return Promise.resolve();
    },
  },
  looksLikePlatform("a body that comes whole", "whole"),
  looksLikePlatform("a body in chunks", "chunks"),
  looksLikePlatform("after a redirect", "redirect"),
  looksLikePlatform("no body", "empty"),
  looksLikePlatform("to HEAD", "chunks", { method: "HEAD" }),
  looksLikePlatform("an error status", "missing"),
  looksLikePlatform("a reason phrase that the constructor may refuse", "phrase"),
  ...["whole", "chunks"].map((route): Case => ({
    name: `reads ${route} into the caller's own buffer where the platform does`,
    async run({ createFetch }, url) {
      const [theirs, ours] = [await fetch(`${url}${route}`), await createFetch()(`${url}${route}`)];

      expectEqual(await readIntoBuffer(ours), await readIntoBuffer(theirs));
    },
  })),
];

function say([name, value]: [string, unknown]): string {
  return `${name}: ${value}`;
}

/** What can be seen of a response without reading it. */
function look(response: Response): unknown {
  const { url, redirected, type, status, statusText, ok, bodyUsed, body, headers } = response;
  const names = [...headers].filter(([name]) => name !== "date");
  return {
    url,
    redirected,
    type,
    status,
    statusText,
    ok,
    bodyUsed,
    body: body === null,
    names,
    change: change(headers),
  };
}

/** What comes of changing headers, which the platform may forbid. */
function change(headers: Headers): string {
  try {
    headers.append("x-changed", "yes");
    headers.delete("x-changed");
    return "changed";
  } catch (error) {
    return (error as Error).name;
  }
}

async function readIntoBuffer(response: Response): Promise<string> {
  const reader = byobReader(response);
  if (!reader) return `no such reader, but ${await response.text()}`;
  let text = "";
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(3));
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
}

function byobReader(response: Response): ReadableStreamBYOBReader | undefined {
  try {
    return response.body?.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}
