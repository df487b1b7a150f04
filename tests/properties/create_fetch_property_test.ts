import fc from "fast-check";
import { createFetch, event, hedge } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";
import { INVARIANTS } from "./invariants.ts";
import { runScenario } from "./run_scenario.ts";
import { unhandledRejections } from "./unhandled_rejections.ts";
import { scenario } from "./scenario_arbitrary.ts";

// The same cases each time in CI; fast-check prints the seed and the smallest case that fails.
const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? 20_260_704);
// Whether the first failure is enough, however large the case.
const NO_SHRINK = Deno.env.has("PROPERTY_NO_SHRINK");
const CASES = Number(Deno.env.get("PROPERTY_CASES") ?? 2_500);

Deno.test(`createFetch() keeps its promises in ${CASES} random cases`, async () => {
  await loadOnDemand();
  using rejections = unhandledRejections();
  const property = fc.asyncProperty(scenario, async (drawn) => {
    using _random = fixedRandom(drawn.jitter);
    using clock = fakeClock();
    const outcome = await runScenario(drawn, clock);
    for (const invariant of Object.values(INVARIANTS)) invariant(drawn, outcome);
    rejections.assertNone();
  });
  await fc.assert(property, { seed: SEED, numRuns: CASES, endOnFailure: NO_SHRINK });
});

/** Has the library load what it loads on demand, which takes real time. */
async function loadOnDemand(): Promise<void> {
  const underneath = () =>
    Promise.resolve(new Response("data: a\n\n", { headers: { "content-type": "text/event-stream" } }));
  const fetch = createFetch({ fetch: underneath, firstByteOn: event(), hedge: hedge({ after: 1_000 }) });
  await (await fetch("http://upstream.test/")).text();
}
