import type { Context, MiddlewareHandler } from "hono";
import { optionError } from "../checks/option_error.ts";
import { type LogLine, writeLine } from "./log_line.ts";
import type { RequestObserver } from "./request_observer.ts";
import { RequestRecord } from "./request_record.ts";

const records = new WeakMap<Request, RequestRecord>();

/**
 * Returns the record of a request.
 *
 * @throws {TypeError} If {@linkcode requestLog} doesn't log the request.
 */
export function recordOf({ req: { raw } }: Context): RequestRecord {
  const record = records.get(raw);
  if (!record) throw new TypeError("Cannot find the record of a request: expected a request that is logged");
  return record;
}

/** Resolves once a request is logged. */
export async function whenLogged(request: Request): Promise<void> {
  await records.get(request)?.logged;
}

/**
 * Creates a middleware that logs each request.
 *
 * @param log Is called with a line for each request.
 * @param observers Watch each request.
 * @returns The middleware.
 * @throws {TypeError} If `log` isn't a function.
 */
export function requestLog(
  log: (line: LogLine) => void = writeLine,
  observers: readonly RequestObserver[] = [],
): MiddlewareHandler {
  if (typeof log !== "function") throw optionError("log", "a function", log);
  return async (c, next) => {
    const record = new RequestRecord(c.req.raw, log, observers);
    records.set(c.req.raw, record);
    await next();
    record.answer(c.res.status);
  };
}
