/** A signal that ends a process. */
export type Signal = "SIGINT" | "SIGTERM";

/** The signals by which people, and what runs processes for them, end one. */
export const SIGNALS: readonly Signal[] = ["SIGINT", "SIGTERM"];

// What a shell adds to a signal's number.
const SIGNALLED = 128;
const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** Returns the exit code by which a shell tells that a signal ended a process. */
export function signalCode(signal: string): number {
  return SIGNALLED + (NUMBERS[signal] ?? 0);
}
