import assert from "node:assert/strict";
import { Attempts } from "../../../edge/attempts/attempts.ts";
import { Failover } from "../../../edge/attempts/failover.ts";
import type { Target } from "../../../edge/upstreams/upstream.ts";
import type { FetchRequest, RetryContext } from "../../../mod.ts";

const REQUEST: FetchRequest = {
  url: "http://proxy.test/",
  method: "POST",
  headers: new Headers(),
  bodyBytes: 0,
  text: () => undefined,
  json: () => undefined,
};

Deno.test("Failover tries an untried upstream at once after a broken connection, and a tried one after a backoff", () => {
  const targets: [Target, Target] = [target("a"), target("b")];
  const failover = new Failover(targets, "POST", new Attempts(targets[0].upstream, []));

  failover.targets(REQUEST, 1);
  assert.equal(failover.retry.delay?.(broken(1)), 0);
  failover.targets(REQUEST, 2);
  assert.equal(failover.retry.delay?.(broken(2)), undefined);
});

function broken(attempt: number): RetryContext {
  return { attempt, reason: "network", request: REQUEST, retry: true };
}

function target(name: string): Target {
  const base = new URL(`http://${name}.test/`);
  return { upstream: { base, credentials: undefined, breaker: undefined }, url: base };
}
