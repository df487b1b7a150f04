import type { Verdict } from "../format.ts";

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A verdict on one message. */
export type Classification = Verdict & {
  /** Indexes of those answers of several that it's about; by default all. */
  readonly answers?: readonly unknown[] | undefined;
  /** Whether the message isn't of a shape that the format has. */
  readonly unknown?: boolean | undefined;
};

/**
 * Tells what a message means.
 *
 * @param json The message.
 * @param event Name of its event, if it has one.
 */
export type Classify = (json: JsonObject, event: string | undefined) => Classification;

/** The verdict on what says nothing yet. */
export const PRELUDE: Classification = { kind: "prelude" };
/** The verdict on what is part of the answer. */
export const CONTENT: Classification = { kind: "content" };
/** The verdict on what isn't of a shape that the format has. */
export const UNKNOWN: Classification = { kind: "content", unknown: true };
/** The verdict on a sign that the answer is whole. */
export const END: Classification = { kind: "end" };
