import { parseArgs } from "node:util";
import { plot } from "./plot.ts";
import { Progress } from "./progress.ts";
import { race } from "./race.ts";
import { PLAIN_TIMEOUT, SPEED, TTFB_TIMEOUT } from "./scale.ts";
import { table } from "./table.ts";

const CALLS = 100;
const SEED = 3;

const INTRODUCTION = `
The same ${CALLS} calls four ways at once, to an upstream that accepts every
request and never answers one in five: half of those before the headers, half
after. Time runs ${SPEED} times faster than in the field.

  plain fetch  gives up on a dead call after ${PLAIN_TIMEOUT / 1_000} s (in the field: 90 to 900 s)
  createFetch  gives the first byte ${TTFB_TIMEOUT} ms (by default 45 s), then sends the
               call again with ${2 * TTFB_TIMEOUT} ms, then with ${4 * TTFB_TIMEOUT} ms
  hedged       is createFetch that starts another attempt beside the first
               after the p95 of the first-byte times; the first byte wins
  proxy        is createFetch for a plain fetch that points its base URL at it
`;

async function compare(): Promise<void> {
  console.log(INTRODUCTION);
  using progress = new Progress();
  const summaries = await race({ calls: CALLS, seed: SEED, onStart: (name) => progress.add(name, CALLS) });
  progress.stop();
  const colors = Deno.stdout.isTerminal() && !Deno.noColor;
  console.log(`\n${table(summaries)}\n\n${plot(summaries, { colors })}\n`);
  console.log("The same on a page: deno task demo --serve\n");
}

async function serve(): Promise<void> {
  const { startSite } = await import("./site.ts");
  try {
    const { url } = await startSite({ port: parsePort(Deno.env.get("PORT")), seed: SEED });
    console.log(`The page is at ${url} until Ctrl+C ends it`);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof Deno.errors.AddrInUse)) throw error;
    console.error(
      error instanceof RangeError ? error.message : "Cannot serve the page: PORT takes a port that is free",
    );
    Deno.exit(1);
  }
}

function parsePort(value = "8788"): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new RangeError(`Cannot serve the page: PORT takes a number from 0 to 65535, got ${value}`);
}

const { values } = parseArgs({ options: { serve: { type: "boolean", default: false } } });
await (values.serve ? serve() : compare());
