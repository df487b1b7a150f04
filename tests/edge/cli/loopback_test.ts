import assert from "node:assert/strict";
import { readConfiguration } from "../../../edge/cli/configuration.ts";

const UPSTREAM = { UPSTREAM_URL: "https://a.example" };

Deno.test("readConfiguration() allows only loopback names on loopback without tokens", () => {
  assert.deepEqual(readConfiguration(UPSTREAM, {}).options.allowedHosts, ["localhost"]);
  const named = readConfiguration({ ...UPSTREAM, ALLOWED_HOSTS: "a.example" }, {});
  assert.deepEqual(named.options.allowedHosts, ["a.example"]);
});

Deno.test("readConfiguration() allows any host name with tokens", () => {
  assert.equal(readConfiguration({ ...UPSTREAM, PROXY_TOKENS: "token" }, {}).options.allowedHosts, undefined);
  const open = readConfiguration({ ...UPSTREAM, PROXY_TOKENS: "token" }, { HOST: "0.0.0.0" });
  assert.equal(open.options.allowedHosts, undefined);
});
