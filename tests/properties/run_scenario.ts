import { countingSignal } from "../fixtures/counting_signal.ts";
import { createFetch, type FetchObserverEvent, type FetchTiming, timingOf } from "../../mod.ts";
import type { FakeClock } from "../fixtures/clock.ts";
import { type Heard, play, requestInit } from "./caller.ts";
import { fetchOptions, type Scenario } from "./scenario.ts";
import { type Dispatch, scriptedFetch } from "./scripted_fetch.ts";

/** What came of a scenario. */
export interface Outcome {
  readonly heard: Heard;
  readonly dispatches: readonly Dispatch[];
  readonly events: readonly FetchObserverEvent[];
  /** Events told before the caller aborted, if it did. */
  readonly eventsAtAbort: readonly FetchObserverEvent[] | undefined;
  /** Time of the call. */
  readonly calledAt: number;
  /** Time of the caller's abort. */
  readonly abortedAt: number | undefined;
  /** What the caller aborts with. */
  readonly reason: unknown;
  readonly timing: FetchTiming | undefined;
  /** Dispatches when the call settled. */
  readonly dispatchedInTime: number;
  /** Whether the caller was still waiting when nothing more could happen. */
  readonly hangs: boolean;
  /** The library's timers that were left. */
  readonly timers: number;
  /** Listeners left on the caller's signal. */
  readonly listeners: number;
}

// Taken before a clock takes its place; one turn settles all that promises alone can.
const { setImmediate } = await import("node:timers");
const turn = () => new Promise((resolve) => setImmediate(resolve));

const MOST_STEPS = 5_000;

/**
 * Plays a scenario to its end, in virtual time.
 *
 * @param scenario The scenario.
 * @param clock The time, which the caller of this function installs and puts back.
 */
export async function runScenario(scenario: Scenario, clock: FakeClock): Promise<Outcome> {
  const { caller, options } = scenario;
  const upstream = scriptedFetch(scenario);
  const events: FetchObserverEvent[] = [];
  const { controller, listeners } = countingSignal();
  const reason = { left: caller.abortAt };
  const heard: Heard = { texts: [], ended: false, longestRead: 0 };
  const onEvent = (event: FetchObserverEvent) => {
    events.push(event);
    if (options.rudeObserver) throw new Error("rude");
  };
  const client = createFetch({ ...fetchOptions(scenario), fetch: upstream.fetch, onEvent });
  const calledAt = performance.now();
  let abortedAt: number | undefined;
  let eventsAtAbort: readonly FetchObserverEvent[] | undefined;
  function abort(): void {
    abortedAt = performance.now();
    eventsAtAbort = [...events];
    controller.abort(reason);
  }
  if (caller.abortAt === 0) abort();
  const aborting = caller.abortAt ? setTimeout(abort, caller.abortAt) : undefined;
  let done = false;
  const init = requestInit(caller, controller.signal);
  const playing = play(client, "http://upstream.test/", caller, init, heard).finally(() => done = true);
  let dispatchedInTime: number | undefined;
  let hangs = false;
  for (let step = 0; step < MOST_STEPS; step++) {
    await turn();
    if (heard.settledAt !== undefined) dispatchedInTime ??= upstream.dispatches.length;
    if (done) break;
    hangs = !clock.next();
    if (hangs) break;
  }
  await turn();
  if (abortedAt === undefined) clearTimeout(aborting);
  const timers = clock.timers - upstream.timers.size;
  // Late results may arrive only now.
  while (upstream.timers.size > 0 && clock.next()) await turn();
  if (hangs) abort();
  await turn();
  if (!hangs) await playing;
  return {
    heard,
    dispatches: upstream.dispatches,
    events,
    eventsAtAbort,
    calledAt,
    abortedAt,
    reason,
    timing: heard.response && timingOf(heard.response),
    dispatchedInTime: dispatchedInTime ?? upstream.dispatches.length,
    hangs,
    timers,
    listeners: listeners.size,
  };
}
