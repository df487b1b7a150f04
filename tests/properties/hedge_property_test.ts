import fc from "fast-check";
import { fakeClock } from "../fixtures/clock.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";
import { HEDGE_INVARIANTS } from "./hedge_invariants.ts";
import { runScenario } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";
import { scenario } from "./scenario_arbitrary.ts";
import { unhandledRejections } from "./unhandled_rejections.ts";

// The same cases each time in CI; fast-check prints the seed and the smallest case that fails.
const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? 20_260_704);
const CASES = Number(Deno.env.get("HEDGE_CASES") ?? 1_500);

const hedge = fc.record({
  // At multiples of ten, too, so that hedges tie with what the upstream does.
  after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 }).map((tens) => tens * 10)),
  budget: fc.constantFrom(0, 0.25, 1),
});

/** A scenario whose attempts may race. */
const hedged: fc.Arbitrary<Scenario> = fc.tuple(scenario, hedge).map(([drawn, hedge]) => (
  { ...drawn, options: { ...drawn.options, further: { hedge } } }
));

Deno.test(`createFetch() keeps its promises in ${CASES} random cases with hedges racing`, async () => {
  using rejections = unhandledRejections();
  const property = fc.asyncProperty(hedged, async (drawn) => {
    using _random = fixedRandom(drawn.jitter);
    using clock = fakeClock();
    const outcome = await runScenario(drawn, clock);
    for (const invariant of Object.values(HEDGE_INVARIANTS)) invariant(drawn, outcome);
    rejections.assertNone();
  });
  await fc.assert(property, { seed: SEED, numRuns: CASES, endOnFailure: false });
});
