import { parseArgs } from "node:util";
import { verdict } from "./page/verdict.js";
import { SEED } from "./plan.ts";
import { plot } from "./plot.ts";
import { Progress } from "./progress.ts";
import { race } from "./race.ts";
import { CONTENT_TIMEOUT, fieldSeconds, inField, PLAIN_TIMEOUT, SPEED, TTFB_TIMEOUT } from "./scale.ts";
import type { Summary } from "./summary.ts";
import { table } from "./table.ts";

const CALLS = 100;

const INTRODUCTION = `
The same ${CALLS} calls four ways at once. The upstream accepts every request and
never answers one in five: it falls silent before the headers, after them or
after the prelude. It breaks off one answer in ten. All times are the field's;
here they run ${SPEED} times faster.

  plain fetch  gives up on a dead call after ${inField(PLAIN_TIMEOUT)}
  createFetch  gives the first byte ${inField(TTFB_TIMEOUT)} and the first word ${
  inField(CONTENT_TIMEOUT)
}, then retries
               with twice that; it resumes a background response that breaks
  hedged       is createFetch that starts another attempt beside the first
               after the p95 of the first-byte times; the first answer wins
  proxy        is createFetch for a plain fetch that points its base URL at it
`;

async function compare(): Promise<void> {
  console.log(INTRODUCTION);
  using progress = new Progress();
  const summaries = await race({ calls: CALLS, seed: SEED, onStart: (name) => progress.add(name, CALLS) });
  progress.stop();
  const colors = Deno.stdout.isTerminal() && !Deno.noColor;
  console.log(`\n${judge(summaries, colors)}\n\n${table(summaries)}\n\n${plot(summaries, { colors })}\n`);
  console.log("The same on a page: deno task demo --serve\n");
}

/** Says in two lines what the calls came to. */
function judge(summaries: readonly Summary[], colors: boolean): string {
  const [plain, ...protectedOnes] = summaries.map((summary) => ({ ...summary, worst: fieldSeconds(summary.worst) }));
  if (!plain) return "";
  const said = verdict(plain, protectedOnes);
  const paint = (code: number, text: string) => colors ? `\x1b[${code}m${text}\x1b[0m` : text;
  return `${paint(31, `✕ ${said.plain}`)}\n${paint(32, `✓ ${said.firstbyte}`)}`;
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
