import { answerTo, soakUpstream, stalls } from "./soak_upstream.ts";

/** What calls go through. */
export interface SoakedClient extends AsyncDisposable {
  fetch(path: string): Promise<Response>;
  /** Attempts that a response says it took. */
  attemptsOf(response: Response): number;
  /** Bytes of memory that whatever is soaked holds. */
  memory(): Promise<number>;
}

/** How much is soaked. */
export interface SoakOptions {
  readonly calls: number;
  /** Calls at any one time. */
  readonly atOnce: number;
  /** Samples taken of memory and sockets, evenly over the calls. */
  readonly samples: number;
}

/** What came of it. */
export interface SoakReport {
  /** Calls that were not answered, with their errors. */
  readonly lost: readonly string[];
  /** Calls answered with anything but their own whole answer. */
  readonly mangled: number;
  /** Calls that the upstream was sent more often than their responses say. */
  readonly doubled: number;
  readonly stalled: number;
  /** Calls that did not stall, and were cut off all the same: on a machine too busy to answer in time. */
  readonly hurried: number;
  /** Requests that the upstream was sent. */
  readonly requests: number;
  /** Bytes of memory, over the calls. */
  readonly memory: readonly number[];
  /** Connections open at the upstream, over the calls. */
  readonly sockets: readonly number[];
}

/**
 * Makes calls, a fifth of which stall at first, and counts what came of them.
 *
 * @param start Starts what they go through, given the upstream's URL.
 */
export async function soakCalls(
  start: (url: string) => Promise<SoakedClient>,
  { calls, atOnce, samples }: SoakOptions,
): Promise<SoakReport> {
  await using upstream = await soakUpstream(calls);
  await using client = await start(upstream.url);
  const [lost, memory, sockets]: [string[], number[], number[]] = [[], [], []];
  let [next, mangled, doubled, hurried] = [0, 0, 0, 0];
  const every = Math.ceil(calls / samples);

  async function work(): Promise<void> {
    while (next < calls) {
      const call = next++;
      if (call % every === 0) {
        sockets.push(upstream.sockets);
        memory.push(await client.memory());
      }
      try {
        const response = await client.fetch(`/call/${call}`);
        if (await response.text() !== answerTo(call)) mangled++;
        const attempts = client.attemptsOf(response);
        if ((upstream.attempts[call] ?? 0) > attempts) doubled++;
        if (attempts > 1 && !stalls(call)) hurried++;
      } catch (error) {
        lost.push(`${call}: ${error}`);
      }
    }
  }

  await Promise.all(Array.from({ length: atOnce }, work));
  const stalled = Array.from({ length: calls }, (_, call) => call).filter((call) => stalls(call)).length;
  const requests = upstream.attempts.reduce((sum, count) => sum + count, 0);
  return { lost, mangled, doubled, stalled, hurried, requests, memory, sockets };
}
