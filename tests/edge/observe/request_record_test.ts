import assert from "node:assert/strict";
import type { FetchObserverEvent } from "../../../mod.ts";
import { ClientBodyError } from "../../../edge/upload/client_body_error.ts";
import type { LogLine } from "../../../edge/observe/log_line.ts";
import { RequestRecord } from "../../../edge/observe/request_record.ts";

Deno.test("RequestRecord counts an answer that breaks with the client's upload as left by the client", async () => {
  const lines: LogLine[] = [];
  const record = new RequestRecord(new Request("http://p/x?secret"), (line) => lines.push(line));
  const call = { id: "1", method: "GET", url: "http://p/x", attempt: 1 };
  const events: FetchObserverEvent[] = [
    { ...call, type: "attempt", guarded: false, cutoff: false, fresh: false },
    { ...call, type: "firstbyte", elapsed: 1, status: 200 },
    { ...call, type: "error", error: new ClientBodyError(new TypeError("reset")) },
  ];
  for (const event of events) record.observe(event);
  record.begin();
  record.answer(200);
  await record.logged;

  assert.deepEqual(lines.map(({ outcome, path }) => [outcome, path]), [["client_left", "/x"]]);
});
