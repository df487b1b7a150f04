import assert from "node:assert/strict";
import { fleetKey } from "../../../edge/redis/fleet_key.ts";
import type { ProxyOptions } from "../../../edge/options/proxy_options.ts";

const ONE = "https://one.example/v1";
const TWO = "https://two.example";

Deno.test("fleetKey() is the same for the same upstreams, in whatever order and words they are named", () => {
  const keys = [
    { a: [ONE, TWO], b: ONE },
    { b: new URL(ONE), a: [{ url: ONE }, { url: new URL(TWO) }] },
    { a: [{ url: ONE, authorization: "Bearer secret" }, { url: TWO, headers: { "x-api-key": "secret" } }], b: [ONE] },
  ].map((upstreams) => fleetKey(upstreams));

  assert.match(keys[0] ?? "", /^[0-9a-f]{16}$/);
  assert.equal(new Set(keys).size, 1);
});

Deno.test("fleetKey() is another for other names, URLs, and orders", () => {
  const all: ProxyOptions["upstreams"][] = [
    ONE,
    TWO,
    { a: ONE },
    { b: ONE },
    { a: [ONE, TWO] },
    { a: [TWO, ONE] },
    { a: ONE, b: TWO },
    { a: `${ONE}/x` },
  ];

  assert.equal(new Set(all.map((upstreams) => fleetKey(upstreams))).size, all.length);
});
