import assert from "node:assert/strict";
import { assertMemoryFlat } from "./assert_flat.ts";
import type { DownloadOptions, DownloadReport } from "./soak_download.ts";

/** Throws unless what was read is what is served, each byte was sent once, and memory didn't grow with the bytes. */
export function assertDownloaded(report: DownloadReport, { bytes, breaks }: DownloadOptions): void {
  assert.equal(report.bytes, bytes);
  assert.equal(report.read, report.served);
  assert.equal(report.attempts, breaks + 1);
  assertMemoryFlat(report.memory);
}
