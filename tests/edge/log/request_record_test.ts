import assert from "node:assert/strict";
import type { FetchObserverEvent } from "../../../mod.ts";
import { ClientBodyError } from "../../../edge/upload/client_body_error.ts";
import type { LogLine } from "../../../edge/log/log_line.ts";
import { RequestRecord } from "../../../edge/log/request_record.ts";

Deno.test("RequestRecord takes an answer that breaks with its client's upload for one that its client left", async () => {
  const lines: LogLine[] = [];
  const record = new RequestRecord(new Request("http://p/x?secret"), (line) => lines.push(line));
  const events: FetchObserverEvent[] = [
    { type: "attempt", attempt: 1, cutoff: false, fresh: false },
    { type: "firstbyte", attempt: 1, elapsed: 1, status: 200 },
    { type: "error", attempt: 1, error: new ClientBodyError(new TypeError("reset")) },
  ];
  for (const event of events) record.observe(event);
  record.answer(200);
  await record.logged;

  assert.deepEqual(lines.map(({ outcome, path }) => [outcome, path]), [["client_left", "/x"]]);
});
