import assert from "node:assert/strict";
import { createBreaker, loadBreakers } from "../../../edge/breaker/create_breaker.ts";
import type { Target } from "../../../edge/upstreams/upstream.ts";
import { UpstreamRotation } from "../../../edge/attempts/upstream_rotation.ts";
import { fakeClock } from "../../fixtures/clock.ts";

const HOUR = 3_600_000;

Deno.test("UpstreamRotation rotates through its targets", () => {
  const rotation = new UpstreamRotation([target("a"), target("b"), target("c")]);

  assert.equal(hosts(rotation, 5), "abcab");
});

Deno.test("UpstreamRotation skips a target with an open breaker", async () => {
  await loadBreakers();

  assert.equal(hosts(new UpstreamRotation([target("a", HOUR), target("b"), target("c")]), 5), "bcbcb");
  assert.equal(hosts(new UpstreamRotation([target("a", HOUR), target("b")]), 3), "bbb");
});

Deno.test("UpstreamRotation rotates through all targets if all breakers are open", async () => {
  await loadBreakers();

  assert.equal(hosts(new UpstreamRotation([target("a", HOUR), target("b", HOUR)]), 3), "aba");
});

Deno.test("UpstreamRotation continues behind a target whose breaker has closed meanwhile", async () => {
  await loadBreakers();
  using clock = fakeClock();
  const rotation = new UpstreamRotation([target("a", 1_000), target("b", HOUR)]);
  const { trial } = rotation.choose();
  await clock.tickAsync(1_500);
  trial?.fail();

  assert.equal(hosts(rotation, 2), "ba");
});

Deno.test("UpstreamRotation takes no probe for a target that it doesn't choose", async () => {
  await loadBreakers();
  const probed = target("b", -1);
  new UpstreamRotation([target("a"), probed]).choose();

  assert.ok(probed.upstream.breaker?.admit());
  assert.equal(probed.upstream.breaker?.admit(), undefined);
});

Deno.test("UpstreamRotation knows when the next target may be tried", () => {
  const [a, b] = [target("a"), target("b")];
  const rotation = new UpstreamRotation([a, b]);
  rotation.choose();
  rotation.postpone(a, 7);
  assert.equal(rotation.nextAllowedAt, 0);
  rotation.choose();

  assert.equal(rotation.nextAllowedAt, 7);
});

Deno.test("UpstreamRotation returns the first target with a closed breaker as the next", () => {
  const [a, b] = [target("a"), target("b", HOUR)];
  const rotation = new UpstreamRotation([a, b]);
  rotation.choose();
  rotation.postpone(a, 7);

  assert.equal(rotation.nextAllowedAt, 7);
});

/** Makes a target, whose breaker is closed or, from now, open for a time. */
function target(host: string, openFor?: number): Target {
  const base = new URL(`http://${host}`);
  const breaker = createBreaker({ failures: 1, openFor: 1_000 });
  if (openFor !== undefined) breaker.open(Date.now() + openFor);
  return { upstream: { base, credentials: undefined, breaker }, url: base };
}

function hosts(rotation: UpstreamRotation, times: number): string {
  return Array.from({ length: times }, () => rotation.choose().target.url.host).join("");
}
