import assert from "node:assert/strict";
import { readConfiguration } from "../../../edge/cli/configuration.ts";
import { describe } from "../../../edge/cli/describe.ts";

Deno.test("describe() shows upstreams, timeouts, and where state is shared, without the password", () => {
  const lines = describe(readConfiguration({
    UPSTREAMS: '{"one":"https://one.example","other":["https://a.example","https://b.example"]}',
    SHARED_STATE: "rediss://me:secret@redis.example/1",
  }, {}));

  assert.deepEqual(lines, [
    "  /one    https://one.example",
    "  /other  https://a.example, https://b.example",
    "First byte within 45 + 90 + 180 s, in 3 attempts; silence after it up to 300 s; in all without a limit",
    "Breakers and learned cutoffs shared through rediss://redis.example:6379/1",
  ]);
});
