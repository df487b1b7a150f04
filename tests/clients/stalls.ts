import { event } from "../../mod.ts";
import type { FetchOptions } from "../../mod.ts";
import { commentsOnly, hang, hangAfterHeaders } from "../fixtures/scripts.ts";

/** What an upstream says where it answers. */
export const WORDS = ["Hello", ",", " world"];

/** What an upstream does instead of answering, by name. */
export const STALLS = {
  "a hang before the headers": hang(),
  "headers and then silence": hangAfterHeaders(),
  "comments without an event": commentsOnly(10),
};

/** Gives only the attempt that is to be lost little time. */
export const PATIENT: FetchOptions = {
  ttfbTimeout: ({ attempt }) => attempt === 1 ? 100 : 10_000,
  firstByteOn: event(),
};
