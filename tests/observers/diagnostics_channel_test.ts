import assert from "node:assert/strict";
import * as channels from "node:diagnostics_channel";
import { createFetch, diagnosticsChannel, type FetchObserverEvent } from "../../mod.ts";
import { hang, sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

for (const [what, given] of Object.entries({ "the runtime's own": undefined, "one that it's given": channels })) {
  Deno.test(`diagnosticsChannel() publishes each event on the channel of its type, by ${what} module`, async () => {
    await using upstream = await scripted(hang(), sse("1"));
    const seen: string[] = [];
    const listener = (message: unknown) => {
      const { type, attempt, url } = message as FetchObserverEvent;
      seen.push(`${type} ${attempt} ${new URL(url).pathname}`);
    };
    const names = ["attempt", "firstbyte", "retry", "end"].map((type) => `firstbyte:${type}`);
    for (const name of names) channels.subscribe(name, listener);
    const fetch = createFetch({ ttfbTimeout: 100, onEvent: diagnosticsChannel(given) });

    await (await fetch(`${upstream.url}/a?planted`)).text();

    for (const name of names) channels.unsubscribe(name, listener);
    assert.deepEqual(seen, ["attempt 1 /a", "retry 1 /a", "attempt 2 /a", "firstbyte 2 /a", "end 2 /a"]);
  });
}

Deno.test("diagnosticsChannel() refuses what isn't such a module", () => {
  assert.throws(
    () => diagnosticsChannel({} as never),
    /^TypeError: Cannot use diagnosticsChannel: expected the module/,
  );
});
