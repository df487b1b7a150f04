import { packageVersion } from "./machine.ts";
import { HEDGE_BUDGET, LEARNED_ATTEMPTS, RETRIES } from "./recovery_contenders.ts";
import type { RecoveryRequest } from "./recovery_main.ts";
import { DEAD_SHARE, fateOf, SIGMA, SPEED, TIMES } from "./schedule.ts";

type Schedule = Pick<RecoveryRequest, "seed" | "interval" | "calls" | "warmUp">;

/** Says what the recovery benchmark did, and which of its figures are arithmetic. */
export function describeRecovery(schedule: Schedule): string[] {
  const { medianFirstByte, cutoff, patience } = TIMES;
  const { seed, interval, calls, warmUp } = schedule;
  const seconds = (ms: number) => `${ms * SPEED / 1_000} s`;
  return [
    `${calls.toLocaleString("en")} streamed POST calls each, one every ${interval} ms, the contenders in turns, seed ` +
    `${seed}. Healthy first bytes are log-normal (median ${medianFirstByte} ms, σ ${SIGMA}); ${percent(DEAD_SHARE)} ` +
    "of the connections are dead, half before and half after the headers, re-fetches included. Plain `fetch` aside, each " +
    `contender begins with a cutoff of ${cutoff} ms and has ${RETRIES} re-fetches, unless it learns; callers give up ` +
    `after ${patience} ms, which counts as the time of calls not answered.`,
    `${arithmetic(RETRIES + 1, schedule)} ${arithmetic(LEARNED_ATTEMPTS, schedule)}`,
    'The rows "none dead" are plain `fetch` by the same schedule, but no connection is dead: the healthy upstream, whose ' +
    "p99 the others' are held against.",
    `Time runs ${SPEED} times faster than in the field: these three times stand for ${seconds(medianFirstByte)}, ` +
    `${seconds(cutoff)} and ${
      seconds(patience)
    } there. The column "in the field" is computed so, not measured. The waits ` +
    "between the attempts run at that speed, too, but for the openai package's, which cannot be set.",
    "The rows that learn their cutoff do so from the times they see, beginning with the same one, and may make " +
    `${LEARNED_ATTEMPTS} attempts; with hedging, the next one starts after the p95 of the first-byte times, within ` +
    `${HEDGE_BUDGET} extra requests a call. The ${warmUp} calls made before those measured are not counted, for any contender.`,
    `Peers: ${["ky", "ofetch", "openai", "undici"].map(packageVersion).join(", ")}, each told to re-fetch POST and ` +
    "timeouts where it has a setting for it.",
  ];
}

/** Says which share of the calls so many attempts cannot answer: each of them meets a dead connection. */
function arithmetic(attempts: number, { seed, calls, warmUp }: Schedule): string {
  const numbers = Array.from({ length: attempts }, (_, index) => index + 1);
  const lost = Array.from({ length: calls }, (_, index) => warmUp + index).filter((call) =>
    numbers.every((attempt) => fateOf(seed, call, attempt).dead)
  );
  return `By arithmetic, ${attempts} attempts leave ${DEAD_SHARE}^${attempts} = ${
    percent(DEAD_SHARE ** attempts)
  } of the calls without an answer; by this seed's lots ${lost.length} of ${calls.toLocaleString("en")}, so that ${
    percent(1 - lost.length / calls)
  } is the most that can be answered.`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
