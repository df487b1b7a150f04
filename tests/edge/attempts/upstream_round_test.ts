import assert from "node:assert/strict";
import { createBreaker, loadBreakers } from "../../../edge/breaker/create_breaker.ts";
import type { Target } from "../../../edge/upstreams/upstream.ts";
import { UpstreamRound } from "../../../edge/attempts/upstream_round.ts";
import { fakeClock } from "../../fixtures/clock.ts";

const HOUR = 3_600_000;

Deno.test("UpstreamRound goes round its targets", () => {
  const round = new UpstreamRound([target("a"), target("b"), target("c")]);

  assert.equal(hosts(round, 5), "abcab");
});

Deno.test("UpstreamRound leaves out whom a breaker keeps away", async () => {
  await loadBreakers();

  assert.equal(hosts(new UpstreamRound([target("a", HOUR), target("b"), target("c")]), 5), "bcbcb");
  assert.equal(hosts(new UpstreamRound([target("a", HOUR), target("b")]), 3), "bbb");
});

Deno.test("UpstreamRound goes round all where breakers keep all away", async () => {
  await loadBreakers();

  assert.equal(hosts(new UpstreamRound([target("a", HOUR), target("b", HOUR)]), 3), "aba");
});

Deno.test("UpstreamRound goes on to the next where one fails that is no longer kept away by then", async () => {
  await loadBreakers();
  using clock = fakeClock();
  const round = new UpstreamRound([target("a", 1_000), target("b", HOUR)]);
  const { trial } = round.choose();
  await clock.tickAsync(1_500);
  trial?.fail();

  assert.equal(hosts(round, 2), "ba");
});

Deno.test("UpstreamRound takes no probe that it does not send", async () => {
  await loadBreakers();
  const probed = target("b", -1);
  new UpstreamRound([target("a"), probed]).choose();

  assert.ok(probed.upstream.breaker?.admit());
  assert.equal(probed.upstream.breaker?.admit(), undefined);
});

Deno.test("UpstreamRound knows when the next target may be asked", () => {
  const [a, b] = [target("a"), target("b")];
  const round = new UpstreamRound([a, b]);
  round.choose();
  round.postpone(a, 7);
  assert.equal(round.nextFrom, 0);
  round.choose();

  assert.equal(round.nextFrom, 7);
});

Deno.test("UpstreamRound knows that the target that comes next is the first that no breaker keeps away", () => {
  const [a, b] = [target("a"), target("b", HOUR)];
  const round = new UpstreamRound([a, b]);
  round.choose();
  round.postpone(a, 7);

  assert.equal(round.nextFrom, 7);
});

/** Makes a target, whose breaker is closed or, from now, open for a time. */
function target(host: string, openFor?: number): Target {
  const base = new URL(`http://${host}`);
  const breaker = createBreaker({ failures: 1, openFor: 1_000 });
  if (openFor !== undefined) breaker.open(Date.now() + openFor);
  return { upstream: { base, credentials: undefined, breaker }, url: base };
}

function hosts(round: UpstreamRound, times: number): string {
  return Array.from({ length: times }, () => round.choose().target.url.host).join("");
}
