import type { Verdict } from "../format.ts";

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A verdict on one message, and which of several answers it's about: all of them, unless it says so. */
export type Classification = Verdict & { readonly answers?: readonly unknown[] | undefined };

/**
 * Tells what a message means.
 *
 * @param json The message.
 * @param event Name of its event, if it has one.
 */
export type Classify = (json: JsonObject, event: string | undefined) => Classification;

/** The verdict on what says nothing yet. */
export const PRELUDE: Classification = { kind: "prelude" };
/** The verdict on what is part of the answer, or unknown. */
export const CONTENT: Classification = { kind: "content" };
/** The verdict on a sign that the answer is whole. */
export const END: Classification = { kind: "end" };
