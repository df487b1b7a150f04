import type { StreamFailure } from "../format.ts";
import type { JsonObject } from "./classify.ts";
import { textOf } from "./text_of.ts";

// Words of a code or type, their status code, and whether the failure may pass. The order matters: `insufficient_quota`
// comes with the number 429, but doesn't pass.
const KINDS: readonly (readonly [words: RegExp, status: number, transient: boolean])[] = [
  [/insufficient.?quota|usage_not_included/, 429, false],
  [/insufficient|billing|payment/, 402, false],
  [/context.?(length|window)|too.?(long|large)|invalid|validation|bad.?request|unsupported|malformed/, 400, false],
  [/policy|mismatch|template_error|tool_error|image_|moderation|content.?filter|safety/, 400, false],
  [/unauthori[sz]ed|authenticat|api.?key/, 401, false],
  [/permission|forbidden|access.?denied/, 403, false],
  [/not.?found/, 404, false],
  [/conflict/, 409, false],
  [/rate.?limit|too.?many|throttl|resource.?exhausted/, 429, true],
  [/overloaded_error/, 529, true],
  [/timed?.?out|deadline/, 504, true],
  [/overload|slow_down|unavailable|capacity|busy|loading/, 503, true],
  [/server.?error|internal|api_error|bad.?gateway|upstream|connection/, 500, true],
];

// Some servers put a whole sentence there.
const LONGEST_CODE = 80;

/**
 * Returns the failure that an error of a stream stands for.
 *
 * Its `code` and `type` decide, if they're known; then a number among them that is a status code; then the words of the
 * message. An unknown error counts as a status 500 that may pass: no content has come, so another attempt can't repeat
 * any.
 *
 * @param error The error: an object with `code`, `type`, `status` and `message`, or a text.
 */
export function failureOf(error: unknown): StreamFailure {
  const { code, type, status: given, error_type, message } = Object(error) as JsonObject;
  const names = [code, given, error_type, type].map(textOf).filter((name) => name && !statusOf(name));
  const number = [code, given].map(statusOf).find((status) => status !== undefined);
  const text = names.length > 0 ? "" : textOf(error) || textOf(message);
  const [status, transient] = kindOf(names.join(" ")) ?? kindOfStatus(number) ?? kindOf(text) ?? [500, true];
  const label = names.find((name) => name !== "error") ?? number?.toString();
  return { kind: "failure", status: number ?? status, transient, code: label?.slice(0, LONGEST_CODE) };
}

function kindOf(text: string): [status: number, transient: boolean] | undefined {
  const words = text.toLowerCase();
  const kind = words ? KINDS.find(([pattern]) => pattern.test(words)) : undefined;
  return kind && [kind[1], kind[2]];
}

function kindOfStatus(status: number | undefined): [status: number, transient: boolean] | undefined {
  return status === undefined ? undefined : [status, status >= 500 || [408, 425, 429].includes(status)];
}

function statusOf(value: unknown): number | undefined {
  const status = typeof value === "number" ? value : Number(textOf(value));
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
}
