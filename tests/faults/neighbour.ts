import assert from "node:assert/strict";

/** A client that minds its own business beside an attack; made by {@linkcode neighbour}. */
export interface Neighbour extends AsyncDisposable {
  /** Answers so far. */
  readonly answers: number;
}

// What a call may take on a machine that is busy with the attack.
const PATIENCE = 10_000;
const PAUSE = 20;

/**
 * Sends one request after another until it is disposed of, which throws if one
 * was not answered, or none was sent.
 *
 * @param url Is answered with `"neighbour"`.
 */
export function neighbour(url: string): Neighbour {
  const controller = new AbortController();
  let answers = 0;
  async function run(): Promise<void> {
    while (!controller.signal.aborted) {
      const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
      assert.deepEqual([response.status, await response.text()], [200, "neighbour"]);
      answers++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  const running = run();
  // Told of when it is disposed of.
  running.catch(() => {});
  return {
    get answers() {
      return answers;
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await running;
      assert.ok(answers > 0, "expected the neighbour to be answered");
    },
  };
}
