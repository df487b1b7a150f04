import type { MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { problem } from "../answer/problem.ts";

/** Header that clients send their token in. */
const TOKEN_HEADER = "x-firstbyte-token";

/** Tells whether a token is one that can be sent. */
export function isToken(value: string): boolean {
  return /^[\w.~+/-]+=*$/.test(value);
}

/**
 * Makes a middleware that lets through who sends one of the tokens, each of them
 * compared in constant time.
 *
 * @param tokens The tokens, at least one.
 */
export function requireToken(tokens: readonly string[]): MiddlewareHandler {
  const refuse = () => {
    const detail = `Cannot tell who is asking: expected a valid token in the header ${TOKEN_HEADER}`;
    return problem({ status: 401, code: "invalid_token", detail });
  };
  return bearerAuth({
    token: [...tokens],
    headerName: TOKEN_HEADER,
    prefix: "",
    noAuthenticationHeader: { message: refuse },
    invalidAuthenticationHeader: { message: refuse },
    invalidToken: { message: refuse },
  });
}
