import type { MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { problem } from "../answer/problem.ts";
import { optionError } from "../checks/option_error.ts";

const TOKEN_HEADER = "x-firstbyte-token";

// No browser knows this scheme. For a known one, it would ask the user for a password.
const CHALLENGE = `${TOKEN_HEADER} realm="proxy"`;

/** Checks whether a value is a token that can be sent in a header. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[\w.~+/-]+=*$/.test(value);
}

/**
 * Creates a middleware that requires one of the tokens. It compares them in constant time.
 *
 * @param tokens The tokens. An empty list rejects every request.
 * @returns The middleware.
 * @throws {TypeError} If one of them can't be sent in a header.
 */
export function requireToken(tokens: readonly string[]): MiddlewareHandler {
  if (!Array.isArray(tokens) || !tokens.every(isToken)) {
    throw optionError("tokens", "a list of tokens of letters, digits and ._~+/-", tokens);
  }
  const refuse = () => {
    const detail = `Token is missing or invalid: expected a valid one in the header ${TOKEN_HEADER}`;
    return problem({ status: 401, code: "invalid_token", detail, headers: { "www-authenticate": CHALLENGE } });
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
