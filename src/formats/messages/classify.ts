import type { Verdict } from "../format.ts";

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A verdict on one message. */
export type Classification = Verdict & {
  /** Indexes of the answers that it's about, if there are several; by default all. */
  readonly answers?: readonly unknown[] | undefined;
  /** Whether the format doesn't know the shape of the message. */
  readonly unknown?: boolean | undefined;
};

/**
 * Tells what a message means.
 *
 * @param json The message.
 * @param event Name of its event, if it has one.
 */
export type Classify = (json: JsonObject, event: string | undefined) => Classification;

/** The verdict on a message that says nothing yet. */
export const PRELUDE: Classification = { kind: "prelude" };
/** The verdict on a part of the answer. */
export const CONTENT: Classification = { kind: "content" };
/** The verdict on a message of unknown shape. */
export const UNKNOWN: Classification = { kind: "content", unknown: true };
/** The verdict on a sign that the answer is whole. */
export const END: Classification = { kind: "end" };
