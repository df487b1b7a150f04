import process from "node:process";
import type { ChatUser } from "./chat_user.ts";
import { type Contender, HEALTHY, recoveryContenders } from "./recovery_contenders.ts";
import { TIMES } from "./schedule.ts";
import { printResult } from "./print_result.ts";

/** What a process is told to do. */
export interface RecoveryRequest {
  readonly url: string;
  /** Distinguishes this process from others. */
  readonly label: string;
  readonly seed: number;
  readonly calls: number;
  /** Calls before those, which are not measured. */
  readonly warmUp: number;
  /** Milliseconds between the beginnings of two calls. */
  readonly interval: number;
  readonly contenders: readonly string[];
  /** Where undici is, if it takes part. */
  readonly undici?: string;
}

/** What became of a contender's calls. */
export interface RecoveryResult {
  answered: number;
  /** Milliseconds until the first byte of each call that was answered; of the others, as long as callers wait. */
  readonly waited: number[];
}

const EVENTS = 8;

async function makeCall(contender: Contender, url: string, user: string, result: RecoveryResult): Promise<void> {
  const start = performance.now();
  let first: number | undefined;
  const signal = AbortSignal.timeout(TIMES.patience);
  // Who does not heed the signal is left behind all the same.
  const given = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const body = { model: "m", user, max_tokens: EVENTS, stream: true as const };
  let answered = false;
  const reading = (async () => {
    let text = "";
    for await (const chunk of contender({ url, body, signal })) {
      first ??= performance.now() - start;
      text += chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : JSON.stringify(chunk);
    }
    answered = text.split('"content"').length > EVENTS;
  })();
  await Promise.race([reading, given]).catch(() => {});
  reading.catch(() => {});
  if (answered) result.answered++;
  result.waited.push(answered && first !== undefined ? first : TIMES.patience);
}

async function run(request: RecoveryRequest): Promise<Record<string, RecoveryResult>> {
  const { url, label, seed, calls, warmUp, interval, undici } = request;
  const all = await recoveryContenders(undici);
  const results: Record<string, RecoveryResult> = {};
  const pending: Promise<void>[] = [];
  const start = performance.now();
  // Calls begin by the clock, whether or not those before have ended, and each contender's between those of the others.
  for (let call = 0; call < warmUp + calls; call++) {
    for (const [turn, name] of request.contenders.entries()) {
      const due = start + (call + turn / request.contenders.length) * interval;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      const contender = all[name];
      if (!contender) throw new TypeError(`Cannot run ${name}: expected one of ${Object.keys(all).join(", ")}`);
      const result = call < warmUp ? { answered: 0, waited: [] } : results[name] ??= { answered: 0, waited: [] };
      const user: ChatUser = { name: `${name} on ${label}`, seed, call, healthy: name === HEALTHY };
      pending.push(makeCall(contender, url, JSON.stringify(user), result));
    }
  }
  await Promise.all(pending);
  return results;
}

process.on("unhandledRejection", () => {});
printResult(await run(JSON.parse(process.argv.at(-1) ?? "")));
