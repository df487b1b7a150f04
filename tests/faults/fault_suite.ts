import type { Library } from "../runtimes/suite.ts";
import { clockFaultCases } from "./clock_fault_cases.ts";
import type { FaultResult, Place } from "./fault_case.ts";
import { plainFaultCases } from "./plain_fault_cases.ts";
import { http2FaultCases, tlsFaultCases } from "./tls_fault_cases.ts";

// Time stands still before any socket is there that would miss it. A session with the trusted certificate could be taken
// up again with the other, of the same host and process: that one comes first.
const GROUPS = {
  all: [...clockFaultCases, ...tlsFaultCases, ...plainFaultCases, ...http2FaultCases],
  trusting: [...clockFaultCases, ...plainFaultCases, ...http2FaultCases],
  strict: tlsFaultCases,
};

/** What {@linkcode runFaults} is to do. */
export interface FaultOptions extends Place {
  /** All rows; or those for a page that trusts every certificate, or that does not. */
  readonly group: keyof typeof GROUPS;
}

/** Plays a column of the fault table, one row after another. */
export async function runFaults(library: Library, options: FaultOptions): Promise<FaultResult[]> {
  const results: FaultResult[] = [];
  for (const { name, unavailable, run } of GROUPS[options.group]) {
    const reason = unavailable?.[options.runtime];
    if (reason) {
      results.push({ name, unavailable: reason });
      continue;
    }
    try {
      await run(library, options);
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? error.stack ?? error.message : String(error) });
    }
  }
  return results;
}
