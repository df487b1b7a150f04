import type { FetchInit } from "../../mod.ts";
import type { Library } from "../runtimes/suite.ts";
import type { Http2Fault } from "./http2_upstream.ts";

/** A runtime of the fault table. */
export type RuntimeName = "Deno" | "the machine's Node" | "the current Node" | "Bun" | "workerd" | "Chromium";

/** Where a case finds its upstreams. */
export interface Place {
  readonly runtime: RuntimeName;
  /** Of the fault upstream. */
  readonly plain: string;
  /** Of HTTP/2 servers whose certificate is trusted, by the fault that each plays once. */
  readonly http2: Readonly<Record<Http2Fault, string>>;
  /** Of a server whose certificate is not. */
  readonly untrusted: string;
}

/** A row of the fault table. */
export interface FaultCase {
  /** The fault, and what must happen. */
  readonly name: string;
  /** Of each runtime that cannot show it, why. */
  readonly unavailable?: Partial<Record<RuntimeName, string>>;
  /** Throws where something else happens. */
  run(library: Library, place: Place): Promise<void>;
}

/** A cell of the fault table. */
export interface FaultResult {
  readonly name: string;
  /** Why it failed, if it did. */
  readonly error?: string;
  /** Why this runtime cannot show it, if so. */
  readonly unavailable?: string;
}

/** A run of one case at an upstream, which counts its requests. */
export interface FaultRun {
  /** The URL of a fault. */
  url(fault: string): string;
  /** What the upstream was sent, and how much it sent, in this run; waits until it has seen every connection close. */
  closed(): Promise<{ requests: number; written: number[] }>;
}

/** An HTTP cache may send a GET again by itself. */
export const UNCACHED: FetchInit = { cache: "no-store" };

/** Begins a run. */
export function faultRun(upstream: string): FaultRun {
  const base = `${upstream}/${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
  const ask = async (question: string) => await (await fetch(`${base}/${question}`, UNCACHED)).json();
  return { url: (fault) => `${base}/${fault}`, closed: () => ask("closed") };
}

/** Gives a first attempt `200` ms, and a busy machine all the time it needs for the others. */
export function patience({ attempt }: { attempt: number }): number {
  return attempt === 1 ? 200 : 20_000;
}

/** Reads a body, and returns what it failed with; throws where it ends cleanly. */
export async function readError(response: Response): Promise<unknown> {
  // By a reader: Chromium's `text()` has an error of its own for whatever a stream errs with.
  const reader = response.body?.getReader();
  try {
    while (!(await reader?.read())?.done);
  } catch (error) {
    return error;
  }
  throw new Error("Expected an error, got a clean end");
}
