import type { FetchOptions } from "../../mod.ts";
import { expectEqual, rejection } from "../runtimes/expect.ts";
import { type FaultCase, type Place, UNCACHED } from "./fault_case.ts";

/**
 * The platform's error is thrown once the attempts have run out.
 *
 * @param attempts How many of two are made.
 * @param find Finds the URL of the fault.
 */
export function rejects(name: string, attempts: 1 | 2, find: (place: Place) => string | Promise<string>): FaultCase {
  return {
    name: `${name} rejects with the platform's error after the last attempt`,
    async run({ createFetch, TimeoutError }, place) {
      let made = 0;
      const onEvent: FetchOptions["onEvent"] = ({ type }) => void (type === "attempt" && made++);
      const fetch = createFetch({ retry: { maxAttempts: 2, minDelay: 1 }, onEvent });
      const error = await rejection(fetch(await find(place), UNCACHED));

      expectEqual([made, error instanceof Error, error instanceof TimeoutError], [attempts, true, false]);
    },
  };
}
