// A link that comes and goes is to write no more than it has to say.
const QUIET_TIME = 60_000;

/** Writes one line when proxies can no longer share what they know, at most one in a minute, and one when they can again. */
export class ExchangeLog {
  readonly #write: (line: Readonly<Record<string, string>>) => void;
  #lostAt = -Infinity;
  #isLost = false;

  /**
   * Constructs a new {@linkcode ExchangeLog} instance.
   *
   * @param write Is given each line.
   */
  constructor(write: (line: Readonly<Record<string, string>>) => void = writeWarning) {
    this.#write = write;
  }

  /** Notes how an exchange ended: why it failed, or `undefined` where it didn't. */
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
