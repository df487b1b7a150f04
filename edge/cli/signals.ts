/** A signal that ends a process. */
export type Signal = "SIGINT" | "SIGTERM";

/** The signals with which people and process managers end a process. */
export const SIGNALS: readonly Signal[] = ["SIGINT", "SIGTERM"];

// A shell adds this to the number of the signal.
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

/** Returns the exit code that a shell reports for a process that a signal ended. */
export function signalCode(signal: string): number {
  return SIGNALLED + (NUMBERS[signal] ?? 0);
}
