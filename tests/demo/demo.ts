import { plot } from "./plot.ts";
import { Progress } from "./progress.ts";
import { race } from "./race.ts";
import { PLAIN_TIMEOUT, SPEED, TTFB_TIMEOUT } from "./scale.ts";
import { table } from "./table.ts";

const CALLS = 100;
const SEED = 3;

const INTRODUCTION = `
The same ${CALLS} calls three ways at once, to an upstream that accepts every
request and never answers one in five: half of those before the headers, half
after. Time runs ${SPEED} times faster than in the field.

  plain fetch  gives up on a dead call after ${PLAIN_TIMEOUT / 1_000} s (in the field: 90 to 900 s)
  createFetch  sends it again after ${TTFB_TIMEOUT} ms without a first byte (by default:
               45 s), again after twice that, and gives up after four times that
  proxy        does the same for a plain fetch that points its base URL at it
`;

async function main(): Promise<void> {
  console.log(INTRODUCTION);
  using progress = new Progress();
  const summaries = await race({ calls: CALLS, seed: SEED, onStart: (name) => progress.add(name, CALLS) });
  progress.stop();
  const colors = Deno.stdout.isTerminal() && !Deno.noColor;
  console.log(`\n${table(summaries)}\n\n${plot(summaries, { colors })}\n`);
}

await main();
