import { assertFlat } from "./assert_flat.ts";
import { soakCalls } from "./soak_calls.ts";
import { SOAKED_CLIENTS } from "./soaked_clients.ts";

// A healthy answer may take its time on a busy machine; `deno task soak` is the long form.
const CUTOFF = 1_000;
const OPTIONS = { calls: 400, atOnce: 40, samples: 20 };

for (const [name, client] of Object.entries(SOAKED_CLIENTS)) {
  Deno.test(`createFetch() loses and doubles none of ${OPTIONS.calls} calls through the ${name}`, async () => {
    assertFlat(await soakCalls(client(CUTOFF), OPTIONS), OPTIONS);
  });
}
