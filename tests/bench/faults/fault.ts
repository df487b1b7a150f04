/** What an upstream does to a chat request, by the row that says so. */
export const FAULTS = [
  "no response",
  "headers only",
  "prelude only",
  "slow drip",
  "429",
  "529 in the stream",
  "garbage",
  "cut stream",
  "clean early end",
  "silent half-way",
  "healthy, but long",
] as const;

/** One of them. */
export type Fault = typeof FAULTS[number];

/** Tells the upstreams, as JSON in a chat request's `user`, what the one that it comes to first is to do. */
export interface FaultyUser {
  readonly fault: Fault;
  /** Says which requests are one call. */
  readonly call: string;
}

/** What a healthy upstream says, and one that breaks says the first few words of. */
export const WORDS = ["one ", "two ", "three ", "four ", "five ", "six ", "seven ", "eight ", "nine ", "ten"];

/** Milliseconds between the words of a long answer, and the comments of a slow drip. */
export const GAP = 500;
