import { expectEqual, rejection } from "./expect.ts";
import { allRequests, closed, received } from "./seen.ts";
import type { Case } from "./suite.ts";

/** The caller's own abort, in every phase. */
export const abortCases: readonly Case[] = [
  {
    name: "rejects with the caller's reason before the headers",
    async run({ createFetch }, url) {
      const controller = new AbortController();
      const reason = { left: "early" };
      const pending = rejection(createFetch()(`${url}dead`, { signal: controller.signal }));
      await received(url, 1);
      controller.abort(reason);

      expectEqual(await pending === reason, true);
      await closed(url, 1);
      expectEqual((await allRequests(url)).length, 1);
    },
  },
  {
    name: "errors the body with the caller's reason",
    async run({ createFetch }, url) {
      const controller = new AbortController();
      const reason = { left: "late" };
      const response = await createFetch()(`${url}stall`, { signal: controller.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      const pending = rejection(reader?.read());
      controller.abort(reason);

      expectEqual(await pending === reason, true);
      await closed(url, 1);
    },
  },
  {
    name: "dispatches nothing for a signal that aborted already",
    async run({ createFetch }, url) {
      const reason = { left: "before" };
      const error = await rejection(createFetch()(`${url}dead`, { signal: AbortSignal.abort(reason) }));

      expectEqual(error === reason, true);
      expectEqual((await allRequests(url)).length, 0);
    },
  },
];
