import assert from "node:assert/strict";
import { readConfiguration } from "../../../edge/cli/configuration.ts";

const UPSTREAM = { UPSTREAM_URL: "https://a.example" };

Deno.test("readConfiguration() answers to names of this machine alone where it listens there without tokens", () => {
  assert.deepEqual(readConfiguration(UPSTREAM, {}).options.allowedHosts, ["localhost"]);
  const named = readConfiguration({ ...UPSTREAM, ALLOWED_HOSTS: "a.example" }, {});
  assert.deepEqual(named.options.allowedHosts, ["a.example"]);
});

Deno.test("readConfiguration() answers to any name where there are tokens", () => {
  assert.equal(readConfiguration({ ...UPSTREAM, PROXY_TOKENS: "token" }, {}).options.allowedHosts, undefined);
  const open = readConfiguration({ ...UPSTREAM, PROXY_TOKENS: "token" }, { HOST: "0.0.0.0" });
  assert.equal(open.options.allowedHosts, undefined);
});
