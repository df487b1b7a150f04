// Bounds what an unstable connection writes.
const QUIET_TIME = 60_000;

/** Logs one line when exchanges start to fail, at most once a minute, and one when they succeed again. */
export class ExchangeLog {
  readonly #write: (line: Readonly<Record<string, string>>) => void;
  #lostAt = -Infinity;
  #isLost = false;

  /**
   * Constructs a new {@linkcode ExchangeLog} instance.
   *
   * @param write Is called with each line.
   */
  constructor(write: (line: Readonly<Record<string, string>>) => void = writeWarning) {
    this.#write = write;
  }

  /** Takes the reason why an exchange failed, or `undefined` if it succeeded. */
  readonly note = (reason: string | undefined): void => {
    if (reason === undefined) {
      if (this.#isLost) this.#write({ time: time(), solved: "shared state exchanged again" });
      this.#isLost = false;
      return;
    }
    const now = Date.now();
    if (this.#isLost || now - this.#lostAt < QUIET_TIME) return;
    this.#isLost = true;
    this.#lostAt = now;
    this.#write({ time: time(), problem: "shared state not exchanged", reason });
  };
}

function time(): string {
  return new Date().toISOString();
}

function writeWarning(line: Readonly<Record<string, string>>): void {
  console.warn(JSON.stringify(line));
}
