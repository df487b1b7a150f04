import ky from "ky";
import OpenAI from "openai";
import { createFetch, llm } from "../../mod.ts";
import { openaiChat } from "../fixtures/llm.ts";
import { hang, hangAfterHeaders, stall, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import type { BenchTable } from "./bench_table.ts";
import { packageVersion } from "./machine.ts";

/** Milliseconds that every contender is given, and after which nobody waits for it any longer. */
const TIMES = { cutoff: 400, patience: 3_000 };

const WORDS = ["one ", "two ", "three ", "four ", "five ", "six ", "seven ", "eight ", "nine ", "ten "];
const EVENTS = openaiChat(WORDS);
const HALF = EVENTS.slice(0, 5);

const WHOLE = trickle(EVENTS, 0);
const LOOKS_WHOLE = trickle(HALF, 0);

/** What an upstream does with the requests of one call, by the column that says so. */
const UPSTREAMS: Readonly<Record<string, readonly Script[]>> = {
  "no answer": [hang(), WHOLE],
  "headers, then nothing": [hangAfterHeaders(), WHOLE],
  "healthy, but long": [trickle(EVENTS, TIMES.cutoff / 5)],
  "silent half-way": [stall(HALF)],
  "half an answer that looks whole": [LOOKS_WHOLE],
};

/** Makes the call, and reads its answer. */
type Contender = (url: string, signal: AbortSignal) => Promise<unknown>;

const { cutoff } = TIMES;
const BODY = JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Hi" }], stream: true });
const INIT = { method: "POST", headers: { "content-type": "application/json" }, body: BODY };

/** What people reach for, as its documentation has it, with all that it needs to repeat a POST. */
const CONTENDERS: Readonly<Record<string, Contender>> = {
  "`fetch`": async (url, signal) => await (await fetch(`${url}/v1/chat/completions`, { ...INIT, signal })).text(),
  "`AbortSignal.timeout()`": async (url, signal) => {
    const either = AbortSignal.any([signal, AbortSignal.timeout(cutoff)]);
    await (await fetch(`${url}/v1/chat/completions`, { ...INIT, signal: either })).text();
  },
  "the OpenAI SDK's `timeout`": async (url, signal) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "key", timeout: cutoff });
    const messages = [{ role: "user" as const, content: "Hi" }];
    await Array.fromAsync(
      await client.chat.completions.create({ model: "gpt-4o", messages, stream: true }, { signal }),
    );
  },
  "ky's `timeout` and `retry`": async (url, signal) => {
    const retry = { limit: 2, methods: ["post" as const], retryOnTimeout: true, delay: () => 1 };
    await (await ky(`${url}/v1/chat/completions`, { ...INIT, signal, timeout: cutoff, retry })).text();
  },
  "**`createFetch(llm())`**": async (url, signal) => {
    const times = { ttfbTimeout: cutoff, contentTimeout: cutoff, staleTimeout: cutoff };
    await (await createFetch({ ...llm(), ...times })(`${url}/v1/chat/completions`, { ...INIT, signal })).text();
  },
};

/** Finds out how calls end that people bound in different ways, by what their upstream does. */
export async function timeouts(): Promise<BenchTable> {
  const columns = Object.entries(UPSTREAMS);
  const rows: string[][] = [];
  for (const [name, contender] of Object.entries(CONTENDERS)) {
    // What is loaded at the first call takes none of the time of those that count.
    await endOf(contender, [WHOLE]);
    rows.push([name, ...await Promise.all(columns.map(([, scripts]) => endOf(contender, scripts)))]);
  }
  return {
    head: ["", ...columns.map(([name]) => name)],
    rows,
    notes: [
      `Each timeout was ${cutoff} ms. "Waits" means that the call hadn't ended after ${TIMES.patience} ms. The ` +
      `upstream answers a second request at once. The long answer took more than ${cutoff} ms. ` +
      `${["openai", "ky"].map(packageVersion).join(", ")}, set to retry a POST.`,
    ],
  };
}

async function endOf(contender: Contender, scripts: readonly Script[]): Promise<string> {
  await using upstream = await scripted(...scripts);
  const patience = AbortSignal.timeout(TIMES.patience);
  try {
    await contender(upstream.url, patience);
    // An SDK ends its loop as if all was well when its caller aborts.
    if (patience.aborted) return "waits";
    return scripts[0] === LOOKS_WHOLE ? "taken for whole" : "answered";
  } catch {
    return patience.aborted ? "waits" : "error";
  }
}
